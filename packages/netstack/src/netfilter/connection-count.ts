import { addressWords } from '@skoop/model';
import type { Answer } from './answer.ts';
import { maybe } from './answer.ts';
import { trackedOf } from './conntrack/attached.ts';
import type { HookInput } from './hook.ts';

export type Counted = { readonly side: 'source' | 'destination' | 'all'; readonly mask: readonly number[] };

/**
 * nf_conncount_count(): is the number of connections of this client (or to this server, or at all) above a limit, this one included? The
 * kernel counts those that came by the rule and are not closed yet: at least this one, at most all that are recorded and this one.
 */
export function connectionsAbove(limit: number, { side, mask }: Counted, skb: HookInput): Answer {
  if (limit < 1) return 'yes';
  const tracked = trackedOf(skb.flow, skb.ns.key);
  const own = tracked?.connection.original;
  const address = side === 'all' ? '' : (own?.[side] ?? skb.packet[side]);
  const wanted = addressWords(address);
  const others = skb.ns.dump.conntrack.filter((c) => {
    if (c.family !== skb.packet.family || c.state === 'CLOSE' || c.state === 'TIME_WAIT') return false;
    if (side === 'all') return true;
    const have = addressWords(c.original[side]);
    return have?.every((w, i) => ((w ^ (wanted?.[i] ?? 0)) & (mask[i] ?? -1)) === 0);
  });
  return others.length + 1 <= limit
    ? 'no'
    : maybe(`${others.length} connections are recorded, of which the limit of ${limit} may count less`);
}
