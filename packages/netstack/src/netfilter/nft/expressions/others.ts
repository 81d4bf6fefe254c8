import { addressWords } from '@skoop/model';
import { socketAnswer } from '../../iptables/matches/socket.ts';
import { pathMtuBothWays } from '../../path-mtu.ts';
import { type ExpressionModule, notUnderstood } from '../context.ts';
import { asObject, asText } from '../json.ts';
import { BREAK, number, unknown, words } from '../value.ts';

/** `rt mtu` (an MSS, really), `rt nexthop`. net/netfilter/nft_rt.c: nft_rt_get_eval(). */
export const rt: ExpressionModule = (value) => {
  const key = asText(asObject(value).key) ?? '';
  if (key === 'mtu')
    return {
      type: 'number',
      load(skb) {
        const mtu = pathMtuBothWays(skb);
        return mtu === undefined ? BREAK : number(mtu - (skb.packet.family === 4 ? 40 : 60));
      },
    };
  if (key === 'nexthop')
    return { type: 'address', load: (skb) => words(addressWords(skb.nextHop ?? skb.packet.destination)) };
  return key === 'ipsec' ? { type: 'number', load: () => number(0) } : notUnderstood(`rt ${key}`);
};

/** `socket transparent|mark|wildcard`. net/netfilter/nft_socket.c: nft_socket_eval(). No socket: the rule does not match. */
export const socket: ExpressionModule = (value) => {
  const key = asText(asObject(value).key) ?? '';
  return {
    type: 'number',
    load(skb) {
      const { exists, wildcard } = socketAnswer(skb);
      if (exists === 'no') return BREAK;
      if (key === 'wildcard' && exists === 'yes') return number(wildcard ? 1 : 0);
      return unknown(`\`socket ${key}\` of local sockets is not collected`);
    },
  };
};

/** `osf name`. net/netfilter/nft_osf.c: nft_osf_eval(). */
export const osf: ExpressionModule = () => notUnderstood('osf');

/** `ipsec in|out ...`: packets of a walk are never IPsec's. net/netfilter/nft_xfrm.c: nft_xfrm_get_eval(). */
export const ipsec: ExpressionModule = () => ({ type: 'number', load: () => BREAK });
