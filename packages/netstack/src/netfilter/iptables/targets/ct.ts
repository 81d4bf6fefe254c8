import { sure } from '../../../fork.ts';
import { attach, isUntracked, trackedOf } from '../../conntrack/attached.ts';
import type { HookInput } from '../../hook.ts';
import { parseNumber } from '../../value-mask.ts';
import type { TargetModule } from '../module.ts';

/** `-j CT --notrack | --zone N | --zone-orig N | ...`. net/netfilter/xt_CT.c: xt_ct_target(). Packets with a connection pass by. */
export const CT: TargetModule = {
  options: {
    '--notrack': 0,
    '--zone': 1,
    '--zone-orig': 1,
    '--zone-reply': 1,
    '--helper': 1,
    '--ctevents': 1,
    '--expevents': 1,
    '--timeout': 1,
  },
  compile(options) {
    if (options.some((o) => o.name === '--notrack')) return { run: notrack };
    const zone = options.find((o) => o.name === '--zone');
    // Zones of one direction alone, and zones by mark, need more than one number.
    if (options.some((o) => o.name === '--zone-orig' || o.name === '--zone-reply')) return undefined;
    if (!zone) return { run: (skb) => sure({ verdict: 'continue', skb }) };
    const byMark = zone.values[0] === 'mark';
    const fixed = parseNumber(zone.values[0] ?? '');
    if (!byMark && fixed === undefined) return undefined;
    return {
      run(skb) {
        if (busy(skb)) return sure({ verdict: 'continue', skb });
        const number = byMark ? skb.packet.mark & 0xffff : (fixed ?? 0);
        const flow = attach(skb.flow, skb.ns.key, { kind: 'template', zone: number });
        return sure({ verdict: 'continue', skb: { ...skb, flow }, says: `uses conntrack zone ${number}` });
      },
    };
  },
};

const busy = (skb: HookInput): boolean =>
  trackedOf(skb.flow, skb.ns.key) !== undefined || isUntracked(skb.flow, skb.ns.key);

function notrack(skb: HookInput) {
  if (busy(skb)) return sure({ verdict: 'continue' as const, skb });
  const flow = attach(skb.flow, skb.ns.key, { kind: 'untracked' });
  return sure({ verdict: 'continue' as const, skb: { ...skb, flow }, says: 'conntrack looks away' });
}

/** `-j NOTRACK`. net/netfilter/xt_CT.c: notrack_tg(). */
export const NOTRACK: TargetModule = { options: {}, compile: () => ({ run: notrack }) };
