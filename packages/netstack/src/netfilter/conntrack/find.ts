import type { Connection, Flow, Tuple } from '../../flow.ts';
import type { Namespace } from '../../namespace.ts';
import { recordedConnection } from './recorded.ts';
import { sameTuple } from './tuple.ts';

export type Found = { readonly connection: Connection; readonly reply: boolean };

/** nf_conntrack_find_get(): among the connections of this conversation, then in the recorded table. */
export function findConnection(ns: Namespace, flow: Flow, tuple: Tuple, zone: number): Found | undefined {
  for (const connection of flow.connections.get(ns.key) ?? []) {
    if (!connection.confirmed || connection.zone !== zone) continue;
    if (sameTuple(connection.original, tuple)) return { connection, reply: false };
    if (sameTuple(connection.reply, tuple)) return { connection, reply: true };
  }
  const connection = recordedConnection(ns, tuple, zone);
  return connection && { connection, reply: !sameTuple(connection.original, tuple) };
}

/** nf_nat_used_tuple(): does another connection already answer to this reply tuple? */
export const replyTupleUsed = (ns: Namespace, flow: Flow, reply: Tuple, self: Connection): boolean =>
  userOf(ns, flow, reply, self) !== undefined;

/** nf_nat_used_tuple_harder(): where no other port is left, a closed connection makes room for one whose sequence numbers are higher. */
export function replyTupleTaken(ns: Namespace, flow: Flow, reply: Tuple, self: Connection): 'yes' | 'no' | 'at-random' {
  const user = userOf(ns, flow, reply, self);
  if (!user) return 'no';
  return makesRoom(ns) && user.sourceNat && CLOSED.has(user.state ?? '') ? 'at-random' : 'yes';
}

/** tcp_conntrack from TIME_WAIT on: nf_nat_may_kill(). */
const CLOSED: ReadonlySet<string> = new Set(['TIME_WAIT', 'CLOSE']);
/** Since 6.7. */
function makesRoom({ kernel }: Namespace): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map((n) => Number.parseInt(n, 10));
  return major > 6 || (major === 6 && minor >= 7);
}

function userOf(ns: Namespace, flow: Flow, reply: Tuple, self: Connection): Connection | undefined {
  const other = (c: Connection): boolean => !sameTuple(c.original, self.original) || c.zone !== self.zone;
  for (const c of flow.connections.get(ns.key) ?? [])
    if (c.confirmed && c.zone === self.zone && other(c) && (sameTuple(c.reply, reply) || sameTuple(c.original, reply)))
      return c;
  const recorded = recordedConnection(ns, reply, self.zone);
  return recorded && other(recorded) ? recorded : undefined;
}
