import { answerOf } from '../../answer.ts';
import { bitAnd, parseValueMask } from '../../value-mask.ts';
import type { MatchModule } from '../module.ts';

/** `-m mark [!] --mark V[/M]`. net/netfilter/xt_mark.c: mark_mt(). */
export const mark: MatchModule = {
  options: { '--mark': 1 },
  compile(options) {
    const option = options.find((o) => o.name === '--mark');
    const wanted = parseValueMask(option?.values[0] ?? '');
    if (!option || !wanted) return undefined;
    return ({ packet }) => answerOf((bitAnd(packet.mark, wanted.mask) === wanted.value) !== option.invert);
  },
};
