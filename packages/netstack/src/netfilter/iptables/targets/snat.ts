import { natOutcome } from '../../nat/nat-outcome.ts';
import { parseNatTarget } from '../../nat/parse-destination.ts';
import type { TargetModule } from '../module.ts';

/** `-j SNAT --to-source A[-B][:P[-Q]] [--random[-fully]] [--persistent]`. net/netfilter/xt_nat.c: xt_snat_target_v1(). */
export const SNAT: TargetModule = {
  options: { '--to-source': 1, '--random': 0, '--random-fully': 0, '--persistent': 0 },
  compile(options, { point }) {
    const to = parseNatTarget(options.find((o) => o.name === '--to-source')?.values[0] ?? '');
    if (!to) return undefined;
    const has = (name: string): boolean => options.some((o) => o.name === name);
    const random = has('--random') || has('--random-fully');
    const range = { manip: 'source', ...to, random, persistent: has('--persistent') } as const;
    return { run: (skb) => natOutcome(skb, range, `${point} nat`) };
  },
};
