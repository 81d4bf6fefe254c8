import { answerOf } from '../../answer.ts';
import { parseNumber } from '../../value-mask.ts';
import type { MatchModule } from '../module.ts';

const hopMatch = (prefix: string): MatchModule => ({
  options: { [`${prefix}-eq`]: 1, [`${prefix}-lt`]: 1, [`${prefix}-gt`]: 1, [prefix]: 1 },
  compile(options) {
    const option = options[0];
    const n = parseNumber(option?.values[0] ?? '');
    if (!option || n === undefined) return undefined;
    return ({ packet: { ttl } }) => {
      if (option.name.endsWith('-lt')) return answerOf(ttl < n);
      if (option.name.endsWith('-gt')) return answerOf(ttl > n);
      return answerOf((ttl === n) !== option.invert);
    };
  },
});

/** `-m ttl --ttl-eq|lt|gt N`. net/netfilter/xt_hl.c: ttl_mt(). */
export const ttl: MatchModule = hopMatch('--ttl');
/** `-m hl --hl-eq|lt|gt N`. net/netfilter/xt_hl.c: hl_mt6(). */
export const hl: MatchModule = hopMatch('--hl');
