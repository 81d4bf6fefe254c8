import { all } from '../../answer.ts';
import type { MatchModule } from '../module.ts';
import { destinationPort, portTest, sourcePort } from './ports.ts';

/** `-m udp --sport --dport`. net/netfilter/xt_tcpudp.c: udp_mt(). */
export const udp: MatchModule = portMatch(['udp', 'udplite']);

/** A match on nothing but ports, for the protocols named. */
export function portMatch(protocols: readonly string[]): MatchModule {
  return {
    options: { '--sport': 1, '--source-port': 1, '--dport': 1, '--destination-port': 1 },
    compile(options) {
      const tests = options.map((o) =>
        portTest(o, o.name === '--sport' || o.name === '--source-port' ? sourcePort : destinationPort),
      );
      if (tests.some((t) => t === undefined)) return undefined;
      return (skb) => (protocols.includes(skb.packet.protocol) ? all(tests.map((t) => (t ? t(skb) : 'yes'))) : 'no');
    },
  };
}
