import { answerOf } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** `-m policy --dir in|out --pol none|ipsec`. net/netfilter/xt_policy.c: policy_mt(). The packets of a walk are never IPsec's. */
export const policy: MatchModule = {
  options: {
    '--dir': 1,
    '--pol': 1,
    '--strict': 0,
    '--reqid': 1,
    '--spi': 1,
    '--proto': 1,
    '--mode': 1,
    '--tunnel-src': 1,
    '--tunnel-dst': 1,
    '--next': 0,
  },
  compile: (options) => () => answerOf(options.some((o) => o.name === '--pol' && o.values[0] === 'none')),
};
