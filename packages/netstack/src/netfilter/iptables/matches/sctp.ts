import { all, type Match, maybe } from '../../answer.ts';
import type { MatchModule } from '../module.ts';
import { portMatch } from './udp.ts';

const withChunks = (protocol: string, extra: Readonly<Record<string, number>>, why: string): MatchModule => {
  const ports = portMatch([protocol]);
  return {
    options: { ...ports.options, ...extra },
    compile(options, context) {
      const test = ports.compile(
        options.filter((o) => extra[o.name] === undefined),
        context,
      );
      if (!test) return undefined;
      const more: Match = options.some((o) => extra[o.name] !== undefined) ? () => maybe(why) : () => 'yes';
      return (skb) => all([test(skb), more(skb)]);
    },
  };
};

/** `-m sctp --sport --dport --chunk-types`. net/netfilter/xt_sctp.c: sctp_mt(). */
export const sctp: MatchModule = withChunks('sctp', { '--chunk-types': 2 }, 'chunks of SCTP packets are not followed');
/** `-m dccp --sport --dport --dccp-types --dccp-option`. net/netfilter/xt_dccp.c: dccp_mt(). */
export const dccp: MatchModule = withChunks(
  'dccp',
  { '--dccp-types': 1, '--dccp-option': 1 },
  'types of DCCP packets are not followed',
);
