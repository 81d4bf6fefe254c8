import type { Chance } from '../../answer.ts';
import { inverted } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/**
 * `-m statistic --mode random --probability P`, `--mode nth --every N --packet K`. net/netfilter/xt_statistic.c: statistic_mt(). Where
 * the counter of `nth` stands is not known, so a packet is as likely to be the n-th as any other.
 */
export const statistic: MatchModule = {
  options: { '--mode': 1, '--probability': 1, '--every': 1, '--packet': 1 },
  compile(options) {
    const value = (name: string) => options.find((o) => o.name === name)?.values[0];
    const invert = options.some((o) => o.invert);
    const nth = value('--mode') === 'nth';
    const probability = nth ? 1 / Number(value('--every')) : rounded(Number(value('--probability')));
    if (!(probability >= 0 && probability <= 1)) return undefined;
    const label = nth ? `every ${value('--every')}th packet` : `probability ${value('--probability')}`;
    const chance: Chance = { kind: 'random', probability, label };
    return () => inverted(chance, invert);
  },
};

/** iptables-save prints thirds and the like with 11 digits; the kernel keeps 31 bits: 0.33333333349 is a third. */
function rounded(p: number): number {
  const n = Math.round(1 / p);
  return Math.abs(p - 1 / n) < 1e-6 ? 1 / n : p;
}
