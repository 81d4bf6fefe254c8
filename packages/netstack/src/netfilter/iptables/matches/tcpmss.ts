import { answerOf } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** `-m tcpmss [!] --mss N[:M]`. net/netfilter/xt_tcpmss.c: tcpmss_mt(). */
export const tcpmss: MatchModule = {
  options: { '--mss': 1 },
  compile(options) {
    const option = options[0];
    const m = /^(\d+)(?::(\d+))?$/.exec(option?.values[0] ?? '');
    if (!option || !m) return undefined;
    const from = Number(m[1]);
    const to = Number(m[2] ?? m[1]);
    return ({ packet: { protocol, mss } }) => {
      if (protocol !== 'tcp') return 'no';
      return answerOf((mss !== undefined && mss >= from && mss <= to) !== option.invert);
    };
  },
};
