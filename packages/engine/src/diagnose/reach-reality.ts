import type { Address, Gap, Snapshot } from '@skoop/model';
import type { DiagnoseOptions, NetworkContext } from '../network.ts';
import { nodesOf, type ResolvedQuestion } from '../resolve/resolve-question.ts';
import { snapshotWorld } from '../world/snapshot-world.ts';
import { askKernels, type Reality } from './ask-kernels.ts';

export type Reached = { readonly snapshot: Snapshot; readonly reality: Reality; readonly gaps: readonly Gap[] };

/** Times that more nodes are collected for one question: a packet crosses few nodes. */
const ROUNDS = 8;

/** Addresses that somebody has, or the question would not be asked. */
const namedBy = ({ question, attempts }: ResolvedQuestion): ReadonlySet<Address> =>
  new Set([question.source.address, question.destination.address, ...attempts.map((a) => a.address)]);

/** Walks the conversation; while it needs nodes that can still be collected, collects them and walks again. */
export async function reachReality(
  { cluster, infraShim, collectorManager }: NetworkContext,
  question: ResolvedQuestion,
  options: DiagnoseOptions,
): Promise<Reached> {
  let snapshot = cluster.snapshot;
  const gaps: Gap[] = [];
  const tried = new Set<string>();
  for (let round = 0; ; round++) {
    options.signal?.throwIfAborted();
    const reality = askKernels(snapshotWorld(snapshot, infraShim, namedBy(question)), snapshot, question);
    const wanted = new Set([...reality.missing, ...(round === 0 ? nodesOf(snapshot, question) : [])]);
    const missing = [...wanted].filter((n) => n !== '' && !snapshot.nodes.has(n) && !tried.has(n));
    if (missing.length === 0 || round >= ROUNDS) return { snapshot, reality, gaps };
    for (const node of missing) tried.add(node);
    options.onProgress?.(`Collecting ${missing.join(', ')}`);
    const collected = await collectorManager.collect(snapshot, missing, options.signal);
    gaps.push(...collected.gaps);
    if (collected.snapshot === snapshot) return { snapshot, reality, gaps };
    snapshot = collected.snapshot;
  }
}
