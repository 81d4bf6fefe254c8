import type { ExpressionModule } from '../context.ts';
import { asObject } from '../json.ts';
import { BREAK, number, unknown } from '../value.ts';

/** `exthdr NAME [exists]`, `frag id`, `ip option NAME`: packets of a walk have neither extension headers nor options. net/netfilter/nft_exthdr.c: nft_exthdr_ipv6_eval(). */
export const exthdr: ExpressionModule = (value) => ({
  type: 'number',
  load: () => (asObject(value).field === undefined ? number(0) : BREAK),
});

/** `tcp option maxseg size`, `tcp option NAME exists`. net/netfilter/nft_exthdr.c: nft_exthdr_tcp_eval(). The model of a segment has the MSS option alone. */
export const tcpOption: ExpressionModule = (value) => {
  const { name, field } = asObject(value);
  return {
    type: 'number',
    load({ packet }) {
      if (packet.protocol !== 'tcp') return BREAK;
      if (name !== 'maxseg')
        return unknown(`whether the segment has the option \`${String(name)}\` depends on the client`);
      if (field === undefined) return number(packet.mss === undefined ? 0 : 1);
      return packet.mss === undefined ? BREAK : number(packet.mss);
    },
  };
};
