import { sure } from '../../../fork.ts';
import { masqueradeAddress } from '../../nat/masquerade-address.ts';
import { natOutcome } from '../../nat/nat-outcome.ts';
import { parseNatPorts } from '../../nat/parse-destination.ts';
import type { TargetModule } from '../module.ts';

/** `-j MASQUERADE [--to-ports P[-Q]] [--random[-fully]]`. net/netfilter/xt_MASQUERADE.c: masquerade_tg(), nf_nat_masquerade_ipv4(). */
export const MASQUERADE: TargetModule = {
  options: { '--to-ports': 1, '--random': 0, '--random-fully': 0 },
  compile(options, { point }) {
    const to = options.find((o) => o.name === '--to-ports')?.values[0];
    const ports = to === undefined ? {} : parseNatPorts(to);
    if (!ports) return undefined;
    const random = options.some((o) => o.name.startsWith('--random'));
    return {
      run(skb) {
        const address = masqueradeAddress(skb);
        if (address === 'keep') return sure({ verdict: 'accept', skb });
        if (address === undefined)
          return sure({
            verdict: 'drop',
            skb,
            says: `${skb.outDevice ?? 'the device'} has no address to masquerade with`,
          });
        const addresses = { from: address, to: address };
        const range = { manip: 'source', addresses, ...ports, random, persistent: false, masquerade: true } as const;
        return natOutcome(skb, range, `${point} nat`);
      },
    };
  },
};
