import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster.ts';
import type { Listen } from '../topology.ts';
import type { Scene } from './scene.ts';

/** One random change of a running cluster. */
export type Change = {
  /** What agreement is counted by: `iptables reject`, `route blackhole`, ... */
  readonly construct: string;
  /** Namespace that it is made in. */
  readonly target: string;
  /** One client always meets the same choice: shares of connections say nothing. */
  readonly sticky?: boolean;
} & ({ readonly sh: string } | { readonly sysctl: string } | { readonly listen: readonly Listen[] });

/** Draws changes of one kind of state. undefined: this cluster has nothing of the kind. */
export type Grammar = (scene: Scene) => Change | undefined;

const TRIES = 50;
const PAUSE = 20; // ms

/** The old server is killed, which takes it a while: its ports are its own until then. */
async function restart(cluster: Cluster, target: string, listen: readonly Listen[]): Promise<void> {
  await cluster.serve(target, []);
  for (let left = TRIES; ; left--) {
    try {
      return await cluster.serve(target, listen);
    } catch (error) {
      if (left === 0 || !String(error).includes('in use')) throw error;
      await sleep(PAUSE);
    }
  }
}

/** Makes a change. False if the kernel or a tool does not take it: it is then no part of the case. */
export async function applyChange(cluster: Cluster, change: Change): Promise<boolean> {
  if ('sh' in change) return (await cluster.run(change.target, ['sh', '-ec', change.sh])).status === 0;
  if ('sysctl' in change)
    return cluster.sysctl(change.target, `${change.sysctl}\n`).then(
      () => true,
      () => false, // a cluster of routes alone has no flannel.1
    );
  await restart(cluster, change.target, change.listen);
  return true;
}

/** A change as text to read and to repeat. */
export function changeText(change: Change): string {
  const what =
    'sh' in change
      ? change.sh
      : 'sysctl' in change
        ? `sysctl ${change.sysctl}`
        : `listen ${JSON.stringify(change.listen)}`;
  return `${change.target}: ${what} (${change.construct})`;
}
