import { sure } from '../../../fork.ts';
import { stripOptions } from '../../../tcp-options.ts';
import type { TargetModule } from '../module.ts';

const NUMBERS: Readonly<Record<string, number>> = {
  mss: 2,
  wscale: 3,
  'sack-permitted': 4,
  sack: 5,
  timestamp: 8,
  md5: 19,
};
const MSS = 2;

/** `-j TCPOPTSTRIP --strip-options LIST`. net/netfilter/xt_TCPOPTSTRIP.c: tcpoptstrip_tg4() */
export const TCPOPTSTRIP: TargetModule = {
  options: { '--strip-options': 1 },
  compile(options) {
    const words = (options[0]?.values[0] ?? '').split(',');
    const stripped = new Set(words.map((w) => (Object.hasOwn(NUMBERS, w) ? (NUMBERS[w] ?? 0) : Number(w))));
    return {
      run(skb) {
        const flow = stripOptions(skb.flow, skb.packet, stripped);
        const { mss, ...rest } = skb.packet;
        const packet = stripped.has(MSS) ? rest : skb.packet;
        const says = `removes the TCP options ${words.join(', ')}`;
        return sure({ verdict: 'continue', skb: { ...skb, packet, flow }, ...(mss === undefined ? {} : { says }) });
      },
    };
  },
};
