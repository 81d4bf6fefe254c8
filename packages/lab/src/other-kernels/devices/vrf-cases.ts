import { NODE_2 } from '../../faults/asks.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { NEAR, THREE_PODS, WEB } from './flat-pods.ts';

const NODE = '10.244.1.1';
const vrf = (name: string, table: number): string =>
  `ip link add ${name} type vrf table ${table}; ip link set ${name} up`;
/** Addresses and routes of a device go with it to the VRF, but those of pods are lost: they are added again. */
const join = (pod: string, address: string, name: string): string => `
ip link set v-${pod} master ${name}
ip addr replace ${NODE}/32 dev v-${pod}
ip route replace ${address}/32 dev v-${pod} vrf ${name}`;
const BOTH_RED = `${vrf('red', 10)}${join('client', '10.244.1.2', 'red')}${join('near', NEAR, 'red')}`;

const ASKS = [
  ask(CLIENT_POD, 'tcp', NEAR, 8080),
  ask(CLIENT_POD, 'udp', NEAR, 8080),
  ask(CLIENT_POD, 'icmp', NODE),
  ask(CLIENT_POD, 'tcp', NODE, 10250),
  ask(CLIENT_POD, 'tcp', NODE, 9090),
  ask(CLIENT_POD, 'udp', NODE, 9091),
  ask(CLIENT_POD, 'tcp', NODE, 7),
  ask('node-1', 'tcp', NEAR, 8080),
];
const BOUND = {
  name: 'bound',
  node: 'node-1',
  hostNetwork: true,
  listen: [
    { port: 9090, device: 'red' },
    { port: 9091, protocol: 'udp' as const },
  ],
};
const inVrf = (name: string, why: string, node: string, more: Partial<BenchCase> = {}): BenchCase => ({
  name: `vrf-${name}`,
  why,
  pods: [...THREE_PODS, BOUND],
  setup: { 'node-1': node, 'node-2': 'ip route add 10.244.1.0/24 via 10.10.0.11' },
  asks: ASKS,
  ...more,
});
const ELSEWHERE = [ask(CLIENT_POD, 'tcp', WEB, 8080), ask(CLIENT_POD, 'icmp', NODE_2)];

export const vrfCases: readonly BenchCase[] = [
  inVrf('one', 'pods of one VRF reach each other; servers of the node only where they are bound to it', BOTH_RED),
  inVrf(
    'accept',
    'tcp_l3mdev_accept and udp_l3mdev_accept let servers of the node take what comes in by the VRF',
    `${BOTH_RED}\nsysctl -qw net.ipv4.tcp_l3mdev_accept=1 net.ipv4.udp_l3mdev_accept=1`,
  ),
  inVrf(
    'two',
    'pods of two VRFs do not reach each other',
    `${vrf('red', 10)}${join('client', '10.244.1.2', 'red')}\n${vrf('blue', 20)}${join('near', NEAR, 'blue')}`,
  ),
  inVrf('no-rule', 'without the rule for VRFs their tables are never asked', `${BOTH_RED}\nip rule del pref 1000`),
  // ip_error() tells a peer once in a second: TCP comes last, because it asks again.
  inVrf(
    'unreachable',
    'a default route of the VRF keeps what it does not know from leaking into the main table',
    `${BOTH_RED}\nip route add unreachable default vrf red metric 4278198272`,
    { asks: [ask(CLIENT_POD, 'icmp', NODE_2), ...ASKS.slice(0, 3), ask(CLIENT_POD, 'tcp', WEB, 8080)] },
  ),
  inVrf('leaks', 'what the VRF does not know is looked up in the main table', BOTH_RED, { asks: ELSEWHERE }),
  inVrf(
    'leak-route',
    'a route of the VRF leads out, and one of the main table back in',
    `${BOTH_RED}\nip route add 10.244.2.0/24 via ${NODE_2} dev eth0 vrf red; ip route add 10.244.1.2/32 dev v-client`,
    {
      setup: {
        'node-1': `${BOTH_RED}\nip route add 10.244.2.0/24 via ${NODE_2} dev eth0 vrf red; ip route add 10.244.1.2/32 dev v-client`,
        'node-2': 'ip route add 10.244.1.0/24 via 10.10.0.11; ip route replace 10.244.2.2/32 dev v-web',
      },
      asks: ELSEWHERE,
    },
  ),
  inVrf(
    'rules',
    'FORWARD sees the VRF as the way in, and the pod as the way out',
    `${BOTH_RED}\niptables -A FORWARD -i v-client -j DROP; iptables -A FORWARD -i red -o v-near -p udp -j REJECT; iptables -A INPUT -i v-client -j DROP; iptables -A INPUT -i red -p icmp -j REJECT`,
  ),
  inVrf(
    'prerouting',
    'PREROUTING sees the packet twice: by the pod, and by the VRF',
    `${BOTH_RED}\niptables -t raw -A PREROUTING -i red -p udp -j DROP; iptables -t mangle -A PREROUTING -i v-client -p icmp -j DROP`,
  ),
  inVrf(
    'output',
    'what the node sends into a VRF passes OUTPUT and POSTROUTING of the VRF first',
    `${BOTH_RED}\niptables -A OUTPUT -o red -p icmp -j DROP; iptables -t mangle -A POSTROUTING -o v-client -p udp --sport 8080 -j DROP`,
  ),
  inVrf('rp-filter', 'the way back is looked up in the VRF', `${BOTH_RED}\nsysctl -qw net.ipv4.conf.all.rp_filter=1`),
  inVrf(
    'v6',
    'the same with IPv6',
    `${BOTH_RED}
for pod in client near; do ip addr add fd00:10:244:1::1/128 dev v-$pod nodad; done
ip route add fd00:10:244:1::2/128 dev v-client vrf red; ip route add fd00:10:244:1::3/128 dev v-near vrf red`,
    {
      families: [4, 6],
      asks: [
        ask(CLIENT_POD, 'tcp', 'fd00:10:244:1::3', 8080),
        ask(CLIENT_POD, 'icmp', 'fd00:10:244:1::1'),
        ask(CLIENT_POD, 'tcp', 'fd00:10:244:1::1', 10250),
        ask(CLIENT_POD, 'tcp', 'fd00:10:244:1::1', 9090),
        ask(CLIENT_POD, 'udp', 'fd00:10:244:1::1', 7),
      ],
    },
  ),
];
