import { addressType } from '../../../route/index.ts';
import { all, answerOf, type Match } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/**
 * `-m addrtype [!] --src-type --dst-type [--limit-iface-in|out]`. net/netfilter/xt_addrtype.c: addrtype_mt_v1().
 */
export const addrtype: MatchModule = {
  options: { '--src-type': 1, '--dst-type': 1, '--limit-iface-in': 0, '--limit-iface-out': 0 },
  compile(options) {
    const limitIn = options.some((o) => o.name === '--limit-iface-in');
    const limitOut = options.some((o) => o.name === '--limit-iface-out');
    const tests = options.flatMap(({ name, invert, values }): Match[] => {
      if (!name.endsWith('-type')) return [];
      const types = new Set((values[0] ?? '').toLowerCase().split(','));
      return [
        (skb) => {
          const device = limitIn ? skb.inDevice : limitOut ? skb.outDevice : undefined;
          const address = name === '--src-type' ? skb.packet.source : skb.packet.destination;
          return answerOf(types.has(addressType(skb.ns, address, device)) !== invert);
        },
      ];
    });
    return (skb) => all(tests.map((t) => t(skb)));
  },
};
