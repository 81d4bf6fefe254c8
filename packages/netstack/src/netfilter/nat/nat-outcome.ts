import { formatPort } from '@skoop/model';
import { type Fork, mapFork } from '../../fork.ts';
import { trackedOf } from '../conntrack/attached.ts';
import { invertTuple } from '../conntrack/tuple.ts';
import type { HookInput } from '../hook.ts';
import type { Manip } from './manip.ts';
import type { NatRange } from './range.ts';
import { natSetup } from './setup.ts';

export type NatOutcome = { readonly verdict: 'accept'; readonly skb: HookInput; readonly says: string };

/** Gives the connection of the packet a mapping and accepts: what every NAT target and statement does in the end. */
export const natOutcome = (skb: HookInput, range: NatRange, point: string): readonly Fork<NatOutcome>[] =>
  mapFork(natSetup(skb, range, point), (flow) => ({
    verdict: 'accept' as const,
    skb: { ...skb, flow },
    says: natText({ ...skb, flow }, range.manip),
  }));

/** `destination becomes 10.244.1.5:8080`, as the connection has it now. */
function natText(skb: HookInput, manip: Manip): string {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  if (!tracked) return 'no connection to translate';
  const now = invertTuple(tracked.connection.reply);
  const [address, port] = manip === 'source' ? [now.source, now.sourcePort] : [now.destination, now.destinationPort];
  const where = address.includes(':') && port !== undefined ? `[${address}]` : address;
  return `${manip} becomes ${where}${port === undefined ? '' : `:${formatPort(port)}`}`;
}
