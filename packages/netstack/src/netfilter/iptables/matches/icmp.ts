import { answerOf } from '../../answer.ts';
import { icmpType } from '../../icmp-names.ts';
import type { MatchModule } from '../module.ts';

/** `-m icmp [!] --icmp-type TYPE[/CODE]|NAME|any`. net/netfilter/xt_tcpudp.c: icmp_match(). */
export const icmp: MatchModule = icmpMatch(4, '--icmp-type');

/** `-m icmp6 [!] --icmpv6-type TYPE[/CODE]|NAME`. net/netfilter/xt_tcpudp.c: icmp6_match(). */
export const icmp6: MatchModule = icmpMatch(6, '--icmpv6-type');

function icmpMatch(family: 4 | 6, name: string): MatchModule {
  return {
    options: { [name]: 1 },
    compile(options) {
      const option = options[0];
      if (!option) return () => 'yes';
      const wanted = icmpType(family, option.values[0] ?? '');
      if (!wanted) return undefined;
      return ({ packet }) => {
        const have = packet.icmp;
        if (!have || packet.family !== family) return 'no';
        const same =
          wanted.type === 'any' ||
          (have.type === wanted.type && have.code >= wanted.fromCode && have.code <= wanted.toCode);
        return answerOf(same !== option.invert);
      };
    },
  };
}
