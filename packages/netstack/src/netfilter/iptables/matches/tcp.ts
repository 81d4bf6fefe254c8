import type { TcpFlag } from '@skoop/model';
import { optionsOf } from '../../../tcp-options.ts';
import { all, answerOf, inverted, type Match, maybe } from '../../answer.ts';
import type { MatchModule, Option } from '../module.ts';
import { destinationPort, portTest, sourcePort } from './ports.ts';

const FLAGS: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

/** `SYN,RST,ACK`, `ALL`, `NONE`, or the number that iptables-save prints (`0x17`). */
function flagSet(text: string): ReadonlySet<string> {
  if (/^0x[0-9a-f]+$/i.test(text)) return new Set(FLAGS.filter((_, i) => (Number(text) >> i) & 1));
  if (text === 'ALL') return new Set(FLAGS);
  if (text === 'NONE') return new Set();
  return new Set(text.split(','));
}

/** `-m tcp --sport --dport --tcp-flags --syn --tcp-option`. net/netfilter/xt_tcpudp.c: tcp_mt(). */
export const tcp: MatchModule = {
  options: {
    '--sport': 1,
    '--source-port': 1,
    '--dport': 1,
    '--destination-port': 1,
    '--tcp-flags': 2,
    '--syn': 0,
    '--tcp-option': 1,
  },
  compile(options) {
    const tests = options.map(compileOption);
    if (tests.some((t) => t === undefined)) return undefined;
    return (skb) => (skb.packet.protocol === 'tcp' ? all(tests.map((t) => (t ? t(skb) : 'yes'))) : 'no');
  },
};

function compileOption(option: Option): Match | undefined {
  const { name, invert, values } = option;
  switch (name) {
    case '--sport':
    case '--source-port':
      return portTest(option, sourcePort);
    case '--dport':
    case '--destination-port':
      return portTest(option, destinationPort);
    case '--syn':
      return flagsTest(flagSet('FIN,SYN,RST,ACK'), flagSet('SYN'), invert);
    case '--tcp-flags':
      return flagsTest(flagSet(values[0] ?? ''), flagSet(values[1] ?? ''), invert);
    case '--tcp-option': {
      const option = Number(values[0]);
      return ({ packet, flow }) => {
        if (option === 2) return inverted(answerOf(packet.mss !== undefined), invert);
        const has = optionsOf(packet, flow);
        if (!has) return maybe(`whether the segment has TCP option ${option} depends on the client`);
        return inverted(answerOf(has.includes(option)), invert);
      };
    }
    default:
      return undefined;
  }
}

function flagsTest(mask: ReadonlySet<string>, wanted: ReadonlySet<string>, invert: boolean): Match {
  return ({ packet }) => {
    const have = (packet.tcpFlags ?? []).filter((f) => mask.has(f));
    const same = have.length === wanted.size && have.every((f) => wanted.has(f));
    return answerOf(same !== invert);
  };
}
