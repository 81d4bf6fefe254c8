import type { Flow } from '../../flow.ts';
import type { HookInput } from '../hook.ts';
import { trackedOf, withConnection } from './attached.ts';

/** nf_conntrack_confirm(): the connection of a packet that came through all hooks goes into the table. */
export function confirm(skb: HookInput): Flow {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  // The answer of a REJECT confirms nothing: only a packet of the original direction does.
  if (!tracked || tracked.connection.confirmed || tracked.reply) return skb.flow;
  return withConnection(skb.flow, skb.ns.key, { ...tracked.connection, confirmed: true });
}
