import { natOutcome } from '../../nat/nat-outcome.ts';
import { parseNatTarget } from '../../nat/parse-destination.ts';
import type { TargetModule } from '../module.ts';

/** `-j DNAT --to-destination A[-B][:P[-Q[/BASE]]] [--random] [--persistent]`. net/netfilter/xt_nat.c: xt_dnat_target_v2(). */
export const DNAT: TargetModule = {
  options: { '--to-destination': 1, '--random': 0, '--persistent': 0 },
  compile(options, { point }) {
    const to = parseNatTarget(options.find((o) => o.name === '--to-destination')?.values[0] ?? '');
    if (!to) return undefined;
    const has = (name: string): boolean => options.some((o) => o.name === name);
    const range = { manip: 'destination', ...to, random: has('--random'), persistent: has('--persistent') } as const;
    return { run: (skb) => natOutcome(skb, range, `${point} nat`) };
  },
};
