import { answerOf } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** `-m length [!] --length N[:M]`, bytes of the whole packet. net/netfilter/xt_length.c: length_mt(), length_mt6(). */
export const length: MatchModule = {
  options: { '--length': 1 },
  compile(options) {
    const option = options[0];
    const m = /^(\d*)(:?)(\d*)$/.exec(option?.values[0] ?? '');
    if (!option || !m) return undefined;
    const from = Number(m[1] || 0);
    const to = m[2] === '' ? from : Number(m[3] || 65535);
    return ({ packet }) => answerOf((packet.length >= from && packet.length <= to) !== option.invert);
  },
};
