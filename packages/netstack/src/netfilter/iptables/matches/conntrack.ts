import type { Connection, Tuple } from '../../../flow.ts';
import { type Answer, all, answerOf, inverted, type Match, maybe } from '../../answer.ts';
import { isUntracked, trackedOf } from '../../conntrack/attached.ts';
import type { HookInput } from '../../hook.ts';
import { portWithin } from '../../port-test.ts';
import { addressMask, addressTest, protocolName } from '../header.ts';
import type { MatchModule, Option } from '../module.ts';

/** The words of `--ctstate` that hold for a packet. XT_CONNTRACK_STATE_BIT and friends. */
export function stateWords(skb: HookInput): readonly string[] {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  if (!tracked) return [isUntracked(skb.flow, skb.ns.key) ? 'UNTRACKED' : 'INVALID'];
  const words = [tracked.state.toUpperCase()];
  if (tracked.connection.sourceNat) words.push('SNAT');
  if (tracked.connection.destinationNat) words.push('DNAT');
  return words;
}

/** Words of `--ctstatus` that hold for a connection. IPS_*. */
function statusWords(c: Connection, established: boolean): readonly string[] {
  const words: string[] = [];
  if (c.related) words.push('EXPECTED');
  if (c.seenReply || established) words.push('SEEN_REPLY');
  if (c.assured) words.push('ASSURED');
  if (c.confirmed) words.push('CONFIRMED');
  // NONE is no bit: alone it never matches.
  return words;
}

const TUPLE_ADDRESSES: Readonly<Record<string, (c: Connection) => string>> = {
  '--ctorigsrc': (c) => c.original.source,
  '--ctorigdst': (c) => c.original.destination,
  '--ctreplsrc': (c) => c.reply.source,
  '--ctrepldst': (c) => c.reply.destination,
};
const TUPLE_PORTS: Readonly<Record<string, (c: Connection) => Tuple['sourcePort']>> = {
  '--ctorigsrcport': (c) => c.original.sourcePort,
  '--ctorigdstport': (c) => c.original.destinationPort,
  '--ctreplsrcport': (c) => c.reply.sourcePort,
  '--ctrepldstport': (c) => c.reply.destinationPort,
};

/** `-m conntrack --ctstate ... --ctorigdst ... --ctdir ...`. net/netfilter/xt_conntrack.c: conntrack_mt(). */
export const conntrack: MatchModule = {
  options: Object.fromEntries(
    ['--ctstate', '--ctproto', '--ctstatus', '--ctexpire', '--ctdir', ...Object.keys(TUPLE_ADDRESSES)]
      .concat(Object.keys(TUPLE_PORTS))
      .map((name) => [name, 1]),
  ),
  compile(options) {
    const tests = options.map(compileOption);
    if (tests.some((t) => t === undefined)) return undefined;
    return (skb) => all(tests.map((t) => (t ? t(skb) : 'yes')));
  },
};

function compileOption({ name, invert, values }: Option): Match | undefined {
  const value = values[0] ?? '';
  if (name === '--ctstate') {
    const wanted = new Set(value.toUpperCase().split(','));
    return (skb) => answerOf(stateWords(skb).some((w) => wanted.has(w)) !== invert);
  }
  const test = connectionTest(name, value);
  if (!test) return undefined;
  // Without a connection only a state can match: conntrack_mt() returns false.
  return (skb) => {
    const tracked = trackedOf(skb.flow, skb.ns.key);
    return tracked ? inverted(test(tracked.connection, tracked.reply), invert) : 'no';
  };
}

function connectionTest(name: string, value: string): ((c: Connection, reply: boolean) => Answer) | undefined {
  const address = TUPLE_ADDRESSES[name];
  if (address) {
    const wanted = addressMask(value);
    return wanted && ((c) => answerOf(addressTest(wanted)(address(c))));
  }
  const port = TUPLE_PORTS[name];
  if (port) {
    const [from, to] = value.split(':').map(Number);
    if (from === undefined || Number.isNaN(from)) return undefined;
    return (c) => portWithin(port(c), from, to ?? from);
  }
  if (name === '--ctdir') return (_, reply) => answerOf((value.toUpperCase() === 'REPLY') === reply);
  if (name === '--ctproto') return (c) => answerOf(c.original.protocol === protocolName(value));
  if (name === '--ctstatus') {
    const wanted = new Set(value.toUpperCase().split(','));
    return (c, reply) => answerOf(statusWords(c, reply).some((w) => wanted.has(w)));
  }
  if (name === '--ctexpire') return () => maybe('how long the connection is still remembered depends on the moment');
  return undefined;
}
