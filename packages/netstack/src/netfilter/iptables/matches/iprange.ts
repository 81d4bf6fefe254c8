import { addressWords } from '@skoop/model';
import { all, answerOf, type Match } from '../../answer.ts';
import { compareWords } from '../../compare-words.ts';
import type { MatchModule, Option } from '../module.ts';

/** `-m iprange [!] --src-range A-B [!] --dst-range A-B`. net/netfilter/xt_iprange.c: iprange_mt4(), iprange_mt6(). */
export const iprange: MatchModule = {
  options: { '--src-range': 1, '--dst-range': 1 },
  compile(options) {
    const tests = options.map(compileOption);
    if (tests.some((t) => t === undefined)) return undefined;
    return (skb) => all(tests.map((t) => (t ? t(skb) : 'yes')));
  },
};

function compileOption({ name, invert, values }: Option): Match | undefined {
  const [a = '', b = a] = (values[0] ?? '').split('-');
  const [from, to] = [addressWords(a), addressWords(b)];
  if (!from || !to) return undefined;
  return ({ packet }) => {
    const have = addressWords(name === '--src-range' ? packet.source : packet.destination);
    const within = have !== undefined && compareWords(have, from) >= 0 && compareWords(have, to) <= 0;
    return answerOf(within !== invert);
  };
}
