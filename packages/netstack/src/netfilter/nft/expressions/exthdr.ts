import { optionsOf } from '../../../tcp-options.ts';
import type { ExpressionModule } from '../context.ts';
import { asObject } from '../json.ts';
import { BREAK, number, unknown } from '../value.ts';

/** `exthdr NAME [exists]`, `frag id`, `ip option NAME`: packets of a walk have neither extension headers nor options. net/netfilter/nft_exthdr.c: nft_exthdr_ipv6_eval(). */
export const exthdr: ExpressionModule = (value) => ({
  type: 'number',
  load: () => (asObject(value).field === undefined ? number(0) : BREAK),
});

/** TCPOPT_* by the words of nft. */
const OPTIONS: Readonly<Record<string, number>> = {
  eol: 0,
  nop: 1,
  maxseg: 2,
  window: 3,
  'sack-perm': 4,
  'sack-permitted': 4,
  sack: 5,
  timestamp: 8,
  md5sig: 19,
  mptcp: 30,
  fastopen: 34,
};

/** `tcp option maxseg size`, `tcp option NAME exists`. net/netfilter/nft_exthdr.c: nft_exthdr_tcp_eval(). Of the fields only the MSS is followed. */
export const tcpOption: ExpressionModule = (value) => {
  const { name, field } = asObject(value);
  const option = typeof name === 'string' && Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  return {
    type: 'number',
    load({ packet, flow }) {
      if (packet.protocol !== 'tcp') return BREAK;
      if (name === 'maxseg' && field !== undefined) return packet.mss === undefined ? BREAK : number(packet.mss);
      if (name === 'maxseg') return number(packet.mss === undefined ? 0 : 1);
      const has = option === undefined ? undefined : optionsOf(packet, flow)?.includes(option);
      if (has === undefined || (has && field !== undefined))
        return unknown(`whether the segment has the option \`${String(name)}\` depends on the client`);
      return field === undefined ? number(has ? 1 : 0) : BREAK;
    },
  };
};
