import { sure } from '../../../fork.ts';
import { parseNumber } from '../../value-mask.ts';
import type { TargetModule } from '../module.ts';

const hopTarget = (prefix: string): TargetModule => ({
  options: { [`${prefix}-set`]: 1, [`${prefix}-dec`]: 1, [`${prefix}-inc`]: 1 },
  compile(options) {
    const option = options[0];
    const n = parseNumber(option?.values[0] ?? '');
    if (!option || n === undefined) return undefined;
    return {
      run(skb) {
        const now = skb.packet.ttl;
        const wanted = option.name.endsWith('-set') ? n : option.name.endsWith('-dec') ? now - n : now + n;
        const ttl = Math.min(255, Math.max(0, wanted));
        const says = ttl === now ? {} : { says: `sets TTL ${ttl}` };
        return sure({ verdict: 'continue', skb: { ...skb, packet: { ...skb.packet, ttl } }, ...says });
      },
    };
  },
});

/** `-j TTL --ttl-set|dec|inc N`. net/netfilter/xt_HL.c: ttl_tg(). */
export const TTL: TargetModule = hopTarget('--ttl');
/** `-j HL --hl-set|dec|inc N`. net/netfilter/xt_HL.c: hl_tg6(). */
export const HL: TargetModule = hopTarget('--hl');
