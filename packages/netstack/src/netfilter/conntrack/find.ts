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
export function replyTupleUsed(ns: Namespace, flow: Flow, reply: Tuple, self: Connection): boolean {
  const other = (c: Connection): boolean => !sameTuple(c.original, self.original) || c.zone !== self.zone;
  for (const c of flow.connections.get(ns.key) ?? [])
    if (c.confirmed && c.zone === self.zone && other(c) && (sameTuple(c.reply, reply) || sameTuple(c.original, reply)))
      return true;
  const recorded = recordedConnection(ns, reply, self.zone);
  return recorded !== undefined && other(recorded);
}
