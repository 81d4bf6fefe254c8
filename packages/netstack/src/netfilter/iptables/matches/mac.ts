import { answerOf, maybe } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** `-m mac [!] --mac-source XX:XX:XX:XX:XX:XX`. net/netfilter/xt_mac.c: mac_mt(). */
export const mac: MatchModule = {
  options: { '--mac-source': 1 },
  compile(options) {
    const option = options[0];
    const wanted = option?.values[0]?.toLowerCase();
    if (!option || wanted === undefined) return undefined;
    return ({ sourceMac, inDevice }) => {
      if (inDevice === undefined || inDevice === 'lo') return 'no';
      if (sourceMac === undefined) return maybe('the MAC address that the packet came from is not known');
      return answerOf((sourceMac === wanted) !== option.invert);
    };
  },
};
