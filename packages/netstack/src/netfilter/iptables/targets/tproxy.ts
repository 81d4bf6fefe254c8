import { canonicalAddress } from '@skoop/model';
import { sure } from '../../../fork.ts';
import { tproxySocket } from '../../tproxy-socket.ts';
import { bitAnd, bitNot, bitXor, parseNumber, parseValueMask } from '../../value-mask.ts';
import type { TargetModule } from '../module.ts';

/** `-j TPROXY --on-port P [--on-ip A] [--tproxy-mark V/M]`. net/netfilter/xt_TPROXY.c: tproxy_tg4(), tproxy_tg6_v1(). */
export const TPROXY: TargetModule = {
  options: { '--on-port': 1, '--on-ip': 1, '--tproxy-mark': 1 },
  compile(options) {
    const value = (name: string) => options.find((o) => o.name === name)?.values[0];
    const port = parseNumber(value('--on-port') ?? '0');
    const given = canonicalAddress(value('--on-ip') ?? '');
    const mark = parseValueMask(value('--tproxy-mark') ?? '0/0');
    if (port === undefined || !mark) return undefined;
    return {
      run(skb) {
        const tproxy = tproxySocket(skb, given, port);
        if (!tproxy) return sure({ verdict: 'drop', skb, says: 'TPROXY finds no socket to hand the packet to' });
        const marked = bitXor(bitAnd(skb.packet.mark, bitNot(mark.mask)), mark.value);
        const packet = { ...skb.packet, mark: marked };
        return sure({ verdict: 'accept', skb: { ...skb, packet }, tproxy, says: `TPROXY to port ${tproxy.port}` });
      },
    };
  },
};
