import { isMulticast } from '@skoop/model';
import { answerOf } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import type { MatchModule } from '../module.ts';

/** The word of `--pkt-type` for a packet; one that the host sent to itself by multicast counts as what its address says. */
export function packetTypeWord({ packetType = 'host', packet }: HookInput): string {
  if (packetType === 'host') return 'unicast';
  return packetType === 'loopback' ? (isMulticast(packet.destination) ? 'multicast' : 'broadcast') : packetType;
}

/** `-m pkttype [!] --pkt-type unicast|broadcast|multicast`. net/netfilter/xt_pkttype.c: pkttype_mt(). */
export const pkttype: MatchModule = {
  options: { '--pkt-type': 1 },
  compile(options) {
    const option = options[0];
    if (!option) return undefined;
    const wanted = option.values[0] === 'host' ? 'unicast' : option.values[0];
    return (skb) => answerOf((packetTypeWord(skb) === wanted) !== option.invert);
  },
};
