import type { Attached, Connection, Flow } from '../../flow.ts';
import type { NetnsKey } from '../../namespace.ts';
import { connectionKey } from './tuple.ts';

/** A packet with its connection: nf_ct_get(). */
export type Tracked = {
  readonly connection: Connection;
  readonly state: 'new' | 'established' | 'related';
  readonly reply: boolean;
};

/** nf_ct_get(): the connection of the packet in flight; undefined for untracked and invalid packets. */
export function trackedOf(flow: Flow, netns: NetnsKey): Tracked | undefined {
  const a = flow.attached.get(netns);
  if (a?.kind !== 'connection') return undefined;
  const connection = flow.connections.get(netns)?.find((c) => connectionKey(c) === a.key);
  return connection && { connection, state: a.state, reply: a.reply };
}

export const isUntracked = (flow: Flow, netns: NetnsKey): boolean => flow.attached.get(netns)?.kind === 'untracked';

/** nf_ct_set(). */
export function attach(flow: Flow, netns: NetnsKey, attached: Attached | undefined): Flow {
  const next = new Map(flow.attached);
  if (attached) next.set(netns, attached);
  else next.delete(netns);
  return { ...flow, attached: next };
}

/** Replaces a connection of a namespace, or adds it. Its original direction is its name. */
export function withConnection(flow: Flow, netns: NetnsKey, connection: Connection): Flow {
  const key = connectionKey(connection);
  const others = (flow.connections.get(netns) ?? []).filter((c) => connectionKey(c) !== key);
  return { ...flow, connections: new Map([...flow.connections, [netns, [...others, connection]]]) };
}

/** nf_ct_kill(). */
export const withoutConnection = (flow: Flow, netns: NetnsKey, connection: Connection): Flow => ({
  ...flow,
  connections: new Map([
    ...flow.connections,
    [netns, (flow.connections.get(netns) ?? []).filter((c) => connectionKey(c) !== connectionKey(connection))],
  ]),
});

/** A packet that never reaches the end of its hooks takes its unconfirmed connection with it. */
export function forgetUnconfirmed(flow: Flow, netns: NetnsKey): Flow {
  const known = flow.connections.get(netns);
  if (!known?.some((c) => !c.confirmed)) return flow;
  return { ...flow, connections: new Map([...flow.connections, [netns, known.filter((c) => c.confirmed)]]) };
}
