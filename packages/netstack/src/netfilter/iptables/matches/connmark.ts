import { answerOf } from '../../answer.ts';
import { trackedOf } from '../../conntrack/attached.ts';
import { bitAnd, parseValueMask } from '../../value-mask.ts';
import type { MatchModule } from '../module.ts';

/** `-m connmark [!] --mark V[/M]`. net/netfilter/xt_connmark.c: connmark_mt(). No connection, no match. */
export const connmark: MatchModule = {
  options: { '--mark': 1 },
  compile(options) {
    const option = options.find((o) => o.name === '--mark');
    const wanted = parseValueMask(option?.values[0] ?? '');
    if (!option || !wanted) return undefined;
    return ({ flow, ns }) => {
      const tracked = trackedOf(flow, ns.key);
      if (!tracked) return 'no';
      return answerOf((bitAnd(tracked.connection.mark, wanted.mask) === wanted.value) !== option.invert);
    };
  },
};
