import { canonicalAddress } from '@skoop/model';
import { sure } from '../../../fork.ts';
import { tproxySocket } from '../../tproxy-socket.ts';
import { asNumber, asObject, asText } from '../json.ts';
import type { StatementModule } from '../statement.ts';

/** `tproxy to A:P`. net/netfilter/nft_tproxy.c: nft_tproxy_eval_v4(). No socket: the rule does not match; else it goes on. */
export const tproxy: StatementModule = (value) => {
  const { addr, port, family } = asObject(value);
  const address = canonicalAddress(asText(addr) ?? '');
  return {
    kind: 'act',
    run(skb) {
      if (family !== undefined && (family === 'ip6') !== (skb.packet.family === 6))
        return sure({ verdict: 'break', skb });
      const found = tproxySocket(skb, address, asNumber(port) ?? 0);
      if (!found) return sure({ verdict: 'break', skb });
      return sure({ verdict: 'next', skb, tproxy: found, says: `tproxy to port ${found.port}` });
    },
  };
};
