import { answerOf } from '../../answer.ts';
import type { MatchModule } from '../module.ts';
import { stateWords } from './conntrack.ts';

/** `-m state [!] --state LIST`. net/netfilter/xt_state.c: state_mt(). */
export const state: MatchModule = {
  options: { '--state': 1 },
  compile(options) {
    const option = options.find((o) => o.name === '--state');
    if (!option) return undefined;
    const wanted = new Set((option.values[0] ?? '').toUpperCase().split(','));
    return (skb) => answerOf(stateWords(skb).some((w) => wanted.has(w)) !== option.invert);
  },
};
