import { sure } from '../../../fork.ts';
import { natOutcome } from '../../nat/nat-outcome.ts';
import { parseNatPorts } from '../../nat/parse-destination.ts';
import { redirectAddress } from '../../nat/redirect-address.ts';
import type { TargetModule } from '../module.ts';

/** `-j REDIRECT [--to-ports P[-Q]] [--random]`. net/netfilter/xt_REDIRECT.c: redirect_tg4(), redirect_tg6(). */
export const REDIRECT: TargetModule = {
  options: { '--to-ports': 1, '--random': 0 },
  compile(options, { point }) {
    const to = options.find((o) => o.name === '--to-ports')?.values[0];
    const ports = to === undefined ? {} : parseNatPorts(to);
    if (!ports) return undefined;
    const random = options.some((o) => o.name === '--random');
    return {
      run(skb) {
        const address = redirectAddress(skb);
        if (address === undefined)
          return sure({ verdict: 'drop', skb, says: `${skb.inDevice ?? 'the device'} has no address to redirect to` });
        const addresses = { from: address, to: address };
        return natOutcome(
          skb,
          { manip: 'destination', addresses, ...ports, random, persistent: false },
          `${point} nat`,
        );
      },
    };
  },
};
