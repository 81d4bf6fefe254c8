import { answerOf } from '../../answer.ts';
import { dscpValue, tosValue } from '../../dscp.ts';
import type { MatchModule } from '../module.ts';

/** `-m dscp [!] --dscp N | --dscp-class CLASS`. net/netfilter/xt_dscp.c: dscp_mt(), dscp_mt6(). */
export const dscp: MatchModule = {
  options: { '--dscp': 1, '--dscp-class': 1 },
  compile(options) {
    const option = options[0];
    const wanted = dscpValue(option?.values[0] ?? '');
    if (!option || wanted === undefined) return undefined;
    return ({ packet }) => answerOf((packet.tos >> 2 === wanted) !== option.invert);
  },
};

/** `-m tos [!] --tos V[/M]`. net/netfilter/xt_dscp.c: tos_mt(). */
export const tos: MatchModule = {
  options: { '--tos': 1 },
  compile(options) {
    const option = options[0];
    const wanted = tosValue(option?.values[0] ?? '', 0xff);
    if (!option || !wanted) return undefined;
    return ({ packet }) => answerOf(((packet.tos & wanted.mask) === wanted.value) !== option.invert);
  },
};

/** `-m ecn --ecn-ip-ect N | --ecn-tcp-cwr | --ecn-tcp-ece`. net/netfilter/xt_ecn.c: ecn_mt4(), ecn_mt6(). */
export const ecn: MatchModule = {
  options: { '--ecn-ip-ect': 1, '--ecn-tcp-cwr': 0, '--ecn-tcp-ece': 0 },
  compile: (options) => (skb) =>
    answerOf(
      options.every(({ name, invert, values }) => {
        if (name === '--ecn-ip-ect') return ((skb.packet.tos & 3) === Number(values[0])) !== invert;
        if (skb.packet.protocol !== 'tcp') return false;
        return (skb.packet.tcpFlags?.includes(name === '--ecn-tcp-cwr' ? 'CWR' : 'ECE') ?? false) !== invert;
      }),
    ),
};
