import { inverted, maybe } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** `-m string`. net/netfilter/xt_string.c: string_mt(). A SYN carries nothing to be found; what the client says later is not known. */
export const string: MatchModule = {
  options: {
    '--from': 1,
    '--to': 1,
    '--algo': 1,
    '--string': 1,
    '--hex-string': 1,
    '--icase': 0,
  },
  compile(options) {
    const invert = options.some((o) => o.invert);
    return ({ packet }) =>
      packet.tcpFlags?.some((f) => f === 'SYN' || f === 'RST')
        ? inverted('no', invert)
        : maybe('whether the data contain the text is not known');
  },
};
