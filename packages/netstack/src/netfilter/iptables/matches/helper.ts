import { answerOf } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** `-m helper [!] --helper NAME`. net/netfilter/xt_helper.c: helper_mt(). Only connections that a helper expected have one. */
export const helper: MatchModule = {
  options: { '--helper': 1 },
  compile: (options) => () => answerOf(options[0]?.invert === true),
};
