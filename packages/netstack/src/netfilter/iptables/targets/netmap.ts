import { addressWords, formatWords } from '@skoop/model';
import { natOutcome } from '../../nat/nat-outcome.ts';
import { addressMask } from '../header.ts';
import type { TargetModule } from '../module.ts';

/** `-j NETMAP --to NET/LEN`. net/netfilter/xt_NETMAP.c: netmap_tg4(), netmap_tg6(). The host part of the address stays. */
export const NETMAP: TargetModule = {
  options: { '--to': 1 },
  compile(options, { point }) {
    const net = addressMask(options[0]?.values[0] ?? '');
    if (!net) return undefined;
    return {
      run(skb) {
        const destination = skb.hook === 'PREROUTING' || skb.hook === 'OUTPUT';
        const now = addressWords(destination ? skb.packet.destination : skb.packet.source);
        const words = net.words.map((w, i) => (w | ((now?.[i] ?? 0) & ~(net.mask[i] ?? 0))) >>> 0);
        const address = formatWords(words);
        const manip = destination ? 'destination' : 'source';
        const addresses = { from: address, to: address };
        return natOutcome(skb, { manip, addresses, random: false, persistent: false, netmap: true }, `${point} nat`);
      },
    };
  },
};
