import { sure } from '../../../fork.ts';
import type { HookInput } from '../../hook.ts';
import { pathMtuBothWays } from '../../path-mtu.ts';
import { parseNumber } from '../../value-mask.ts';
import type { TargetModule } from '../module.ts';

/** `-j TCPMSS --set-mss N | --clamp-mss-to-pmtu`. net/netfilter/xt_TCPMSS.c: tcpmss_mangle_packet(). An MSS is never raised. */
export const TCPMSS: TargetModule = {
  options: { '--set-mss': 1, '--clamp-mss-to-pmtu': 0 },
  compile(options) {
    const set = options.find((o) => o.name === '--set-mss');
    const fixed = set && parseNumber(set.values[0] ?? '');
    if (set && fixed === undefined) return undefined;
    return {
      run(skb) {
        const { packet } = skb;
        const wanted = fixed ?? clamped(skb);
        // A SYN without the option gets one: 536, or 1220 for IPv6.
        const now = packet.mss ?? (packet.tcpFlags?.includes('SYN') ? (packet.family === 4 ? 536 : 1220) : undefined);
        if (now === undefined || wanted === undefined || now <= wanted) return sure({ verdict: 'continue', skb });
        return sure({
          verdict: 'continue',
          skb: { ...skb, packet: { ...packet, mss: wanted } },
          says: `lowers MSS ${now} to ${wanted}`,
        });
      },
    };
  },
};

/** The smaller MTU of the ways there and back, without headers. undefined: no way is known. */
function clamped(skb: HookInput): number | undefined {
  const mtu = pathMtuBothWays(skb);
  return mtu === undefined ? undefined : mtu - (skb.packet.family === 4 ? 40 : 60);
}
