import { sure } from '../../../fork.ts';
import type { TargetModule } from '../module.ts';

/** `-j TCPOPTSTRIP --strip-options LIST`. net/netfilter/xt_TCPOPTSTRIP.c: tcpoptstrip_tg4(). Of the options only MSS is followed. */
export const TCPOPTSTRIP: TargetModule = {
  options: { '--strip-options': 1 },
  compile(options) {
    const stripped = (options[0]?.values[0] ?? '').split(',');
    if (!stripped.includes('mss') && !stripped.includes('2'))
      return { inert: true, run: (skb) => sure({ verdict: 'continue', skb }) };
    return {
      run(skb) {
        const { mss: _gone, ...packet } = skb.packet;
        return sure({ verdict: 'continue', skb: { ...skb, packet }, says: 'removes the MSS option' });
      },
    };
  },
};
