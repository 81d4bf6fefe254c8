import type { Change, Grammar } from '../change.ts';
import { addressOf, anyNetwork, anyNode, anyPod, anyTarget, iptables, outside, type Scene } from '../scene.ts';
import { anyMatch } from './iptables-matches.ts';

const bracket = (address: string, port: string): string =>
  port && address.includes(':') ? `[${address}]${port}` : `${address}${port}`;

const destinations = (s: Scene): readonly string[] => [
  addressOf(s, anyPod(s)),
  addressOf(s, anyPod(s)),
  addressOf(s, anyNode(s)),
  s.family === 4 ? '127.0.0.1' : '::1',
  outside(s),
];

/** A block of the size of a pod network that Service and pod addresses can be mapped to. */
const pair = (s: Scene): readonly [string, string] => {
  const [a, b] = [anyNode(s), anyNode(s)].map((n) => n.podCidrs[s.family] ?? '');
  return [a ?? '', b ?? ''];
};

/** Address translation of every kind that iptables has. */
export const natRules: Grammar = (s) => {
  const { random } = s;
  const target = anyTarget(s);
  const pod = target.includes('/');
  const port = random.pick(['', ':8080', ':9999', ':8080-8081']);
  const run = `${iptables(s)} -t nat -I`;
  const change = (construct: string, sh: string): Change => ({
    construct: `iptables ${construct}${pod ? ' in a pod' : ''}`,
    target,
    sh,
  });
  const dport = random.pick(['80', '8080', '30080']);
  const ingress = random.pick(['PREROUTING', 'OUTPUT']);
  const out = (): string => anyMatch(s, 'POSTROUTING', 'nat');
  switch (random.below(8)) {
    case 0:
    case 1: {
      const to = bracket(random.pick(destinations(s)), port);
      return change('dnat', `${run} ${ingress} -p tcp -m tcp --dport ${dport} -j DNAT --to-destination ${to}`);
    }
    case 2:
      return change(
        'redirect',
        `${run} ${ingress} -p tcp -m tcp --dport ${dport} -j REDIRECT --to-ports ${random.pick(['10250', '9999', '8080'])}`,
      );
    case 3:
      return change('masquerade', `${run} POSTROUTING ${out()} -j MASQUERADE ${random.pick(['', '--random-fully'])}`);
    case 4: {
      const from = addressOf(s, random.pick([anyNode(s), anyPod(s)]));
      return change('snat', `${run} POSTROUTING ${out()} -j SNAT --to-source ${from}`);
    }
    case 5: {
      const from = addressOf(s, anyNode(s));
      return change('snat in INPUT', `${run} INPUT -s ${anyNetwork(s)} -j SNAT --to-source ${from}`);
    }
    case 6: {
      const [from, to] = pair(s);
      return change(
        'netmap',
        random.chance(0.5)
          ? `${run} ${ingress} -d ${from} -j NETMAP --to ${to}`
          : `${run} POSTROUTING -s ${from} -j NETMAP --to ${to}`,
      );
    }
    default:
      return change(
        `nat ${random.pick(['accept', 'return'])}`,
        `${run} ${random.pick(['PREROUTING', 'OUTPUT', 'POSTROUTING'])} -d ${anyNetwork(s)} -j ${random.pick(['ACCEPT', 'RETURN'])}`,
      );
  }
};
