import { formatPort } from '@skoop/model';
import type { Fork } from '../../../fork.ts';
import { mapFork } from '../../../fork.ts';
import { trackedOf } from '../../conntrack/attached.ts';
import { invertTuple } from '../../conntrack/tuple.ts';
import type { HookInput } from '../../hook.ts';
import type { Manip } from '../../nat/manip.ts';
import type { NatRange } from '../../nat/range.ts';
import { natSetup } from '../../nat/setup.ts';
import type { TargetOutcome } from '../module.ts';

/** Gives the connection of the packet a mapping and accepts: what every NAT target does in the end. */
export const applyNat = (skb: HookInput, range: NatRange, point: string): readonly Fork<TargetOutcome>[] =>
  mapFork(natSetup(skb, range, point), (flow) => ({
    verdict: 'accept' as const,
    skb: { ...skb, flow },
    says: natText({ ...skb, flow }, range.manip),
  }));

/** `DNAT to 10.244.1.5:8080`, as the connection has it now. */
function natText(skb: HookInput, manip: Manip): string {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  if (!tracked) return 'no connection to translate';
  const now = invertTuple(tracked.connection.reply);
  const [address, port] = manip === 'source' ? [now.source, now.sourcePort] : [now.destination, now.destinationPort];
  const where = address.includes(':') && port !== undefined ? `[${address}]` : address;
  const name = manip === 'source' ? 'source' : 'destination';
  return `${name} becomes ${where}${port === undefined ? '' : `:${formatPort(port)}`}`;
}
