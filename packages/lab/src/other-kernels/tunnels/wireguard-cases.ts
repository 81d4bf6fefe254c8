import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { bothEnds, type End, NODE, otherEnd, WEB } from './ends.ts';
import { datagram, faultsCase, type Way } from './faults.ts';

/** Keys of these cases alone. */
const PRIVATE = {
  1: '6JROoqaD1EF994xYSVtNi48aigRXiwxEaZi46Tj7rFg=',
  2: '8MvYSy7PqgZOmxx3z0MV6F2MyKkcnEMxFYW2SpC9FEc=',
} as const;
const PUBLIC = {
  1: 'PzCelbKExNoF6nvwVve6+jY5/F81ny3ev9K9poeCflI=',
  2: '+YF2Qv3XetdcKSa3k7NTPvtncx0Jfkj3o6Y+cUFkgXQ=',
} as const;
const STRANGER = 'vimrdIeWuL4XkhFdKf6c+w18CxsjvgXO/mYzUYs7NXg=';

type Options = {
  readonly port: number;
  readonly key?: string;
  /** '' for none. */
  readonly endpoint: string;
  readonly allowed: string;
};

function end(device: string, n: End, o: Options): string {
  const endpoint = o.endpoint === '' ? '' : `endpoint ${o.endpoint}`;
  return `ip link add ${device} type wireguard
echo '${PRIVATE[n]}' > /run/lab.key
wg set ${device} listen-port ${o.port} private-key /run/lab.key peer '${o.key ?? PUBLIC[otherEnd(n)]}' ${endpoint} allowed-ips ${o.allowed}
ip link set ${device} up`;
}

const portOf = (w: Way): number => 51820 + Number(w.device.slice(1));
const here =
  (change: Partial<Options> = {}) =>
  (w: Way): string =>
    end(w.device, 1, { port: portOf(w), endpoint: `${w.remote}:${portOf(w)}`, allowed: `${w.to}/32`, ...change });
const there =
  (change: Partial<Options> = {}) =>
  (w: Way): string =>
    end(w.device, 2, { port: portOf(w), endpoint: '', allowed: '10.244.1.0/24,10.10.0.11/32', ...change });
const andFromNode = (w: Way) => [...datagram(w), ask('node-1', 'udp', w.to, 8080), ask('node-1', 'tcp', w.to, 8080)];

export const wireguardCases: readonly BenchCase[] = [
  {
    name: 'wireguard',
    why: 'two peers that know each other',
    setup: bothEnds(
      (
        n,
      ) => `${end('wg0', n, { port: 51820, endpoint: `${NODE[otherEnd(n)]}:51820`, allowed: `10.244.${otherEnd(n)}.0/24` })}
ip addr add 10.244.${n}.0/32 dev wg0
ip route add 10.244.${otherEnd(n)}.0/24 dev wg0`,
    ),
    asks: [
      ask(CLIENT_POD, 'tcp', WEB, 8080),
      ask(CLIENT_POD, 'udp', WEB, 8080),
      ask('node-1', 'udp', WEB, 8080),
      ask(CLIENT_POD, 'icmp', WEB),
    ],
  },
  faultsCase(
    { name: 'wireguard-faults', why: 'peers that do not find, know or allow each other' },
    [4],
    [
      { why: 'one side knows where the other is', here: here(), there: there() },
      {
        why: 'no peer is allowed the address',
        here: here({ allowed: '10.244.9.0/24' }),
        there: there(),
        asks: andFromNode,
      },
      { why: 'nobody knows where the peer is', here: here({ endpoint: '' }), there: there(), asks: andFromNode },
      { why: 'the peer is not allowed the source there', here: here(), there: there({ allowed: '10.244.9.0/24' }) },
      {
        why: 'there is no way to the endpoint',
        here: (w) => `${here({ endpoint: '10.98.0.1:51820' })(w)}\nip route add blackhole 10.98.0.0/16`,
        there: there(),
      },
      { why: 'the peer has another key', here: here({ key: STRANGER }), there: there() },
      { why: 'the other end knows another peer', here: here(), there: there({ key: STRANGER }) },
      { why: 'nothing listens on the port', here: here({ endpoint: `${NODE[2]}:51999` }), there: there() },
      {
        why: 'the firewall there lets no handshake in',
        here: here(),
        there: (w) => `${there()(w)}\niptables-legacy -A INPUT -p udp --dport ${portOf(w)} -j DROP`,
      },
      { why: 'the device there is down', here: here(), there: (w) => `${there()(w)}\nip link set ${w.device} down` },
      {
        why: 'the answer to the handshake is dropped here',
        here: (w) => `${here()(w)}\niptables-legacy -A INPUT -p udp --dport ${portOf(w)} -j DROP`,
        there: there(),
      },
    ],
  ),
];
