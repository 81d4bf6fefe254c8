import { NODE_1, NODE_2 } from '../../faults/asks.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { give, NEAR, NEAR_6, THREE_PODS, up, WEB, WEB_6 } from './flat-pods.ts';

const make = (pod: string, mode: string): string => give(pod, 'eth0', `ipvlan mode ${mode}`);

const EVERYBODY = [
  ask(CLIENT_POD, 'tcp', NEAR, 8080),
  ask(CLIENT_POD, 'udp', NEAR, 8080),
  ask(CLIENT_POD, 'tcp', WEB, 8080),
  ask(CLIENT_POD, 'icmp', WEB),
  ask(CLIENT_POD, 'tcp', NODE_1, 10250),
  ask(CLIENT_POD, 'tcp', NODE_2, 10250),
  ask('node-1', 'tcp', NEAR, 8080),
  ask('node-1', 'tcp', WEB, 8080),
  ask('node-2', 'icmp', NEAR),
];
const ipvlan = (name: string, why: string, setup: BenchCase['setup'], more: Partial<BenchCase> = {}): BenchCase => ({
  name: `ipvlan-${name}`,
  why,
  podLinks: 'bare',
  pods: THREE_PODS,
  setup,
  asks: EVERYBODY,
  ...more,
});

const FLAT = 'ip route add 10.244.0.0/16 dev eth0';
const NODES = 'ip route add 10.10.0.0/24 dev eth0';
/** All on one link. */
const flat = (mode: string, nodes = FLAT): BenchCase['setup'] => ({
  'node-1': `${make('client', mode)}
${make('near', mode)}
${nodes}`,
  'node-2': `${make('web', mode)}
${nodes}`,
  [CLIENT_POD]: up('10.244.1.2/16', NODES),
  'default/near': up(`${NEAR}/16`, NODES),
  'default/web': up(`${WEB}/16`, NODES),
});
/** Each node routes the pods of the other. */
const routed = (mode: string, node1 = ''): BenchCase['setup'] => ({
  'node-1': `${make('client', mode)}
${make('near', mode)}
ip route add 10.244.2.0/24 via ${NODE_2}; ${node1}`,
  'node-2': `${make('web', mode)}
ip route add 10.244.1.0/24 via ${NODE_1}`,
  [CLIENT_POD]: up('10.244.1.2/32', 'ip route add default dev eth0'),
  'default/near': up(`${NEAR}/32`, 'ip route add default dev eth0'),
  'default/web': up(`${WEB}/32`, 'ip route add default dev eth0'),
});
const V6 = (own: string): string => `ip addr add ${own}/48 dev eth0 nodad`;

export const ipvlanCases: readonly BenchCase[] = [
  ipvlan('l2', 'pods and other nodes on one link; never the node that they sit on', flat('l2')),
  ipvlan('l2-private', 'pods of one node do not reach each other', flat('l2 private')),
  ipvlan('l2-vepa', 'frames between pods of one node go to the wire, which does not send them back', flat('l2 vepa')),
  ipvlan('l2-gateway', 'the node itself as gateway: nobody answers for it', {
    ...flat('l2'),
    [CLIENT_POD]: up('10.244.1.2/24', `ip route add ${NODE_1} dev eth0; ip route add default via ${NODE_1}`),
  }),
  ipvlan(
    'l2-v6',
    'the same with neighbour discovery',
    {
      ...flat('l2'),
      [CLIENT_POD]: up('10.244.1.2/16', V6('fd00:10:244:1::2')),
      'default/near': up(`${NEAR}/16`, V6(NEAR_6)),
      'default/web': up(`${WEB}/16`, V6(WEB_6)),
    },
    { families: [4, 6], asks: [ask(CLIENT_POD, 'tcp', NEAR_6, 8080), ask(CLIENT_POD, 'tcp', WEB_6, 8080)] },
  ),
  ipvlan('l3', 'the node routes what its pods send, and its own address is reached but cannot answer', routed('l3')),
  ipvlan('l3-on-link', 'addresses of one link do not help: nobody answers for a pod in this mode', flat('l3')),
  ipvlan(
    'l3-no-route',
    'the node knows no way to the pods of the other',
    routed('l3', 'ip route del 10.244.2.0/24; ip route del default'),
  ),
  ipvlan(
    'l3-rules',
    'rules of the node see what its pods send in OUTPUT, and nothing that comes in',
    routed(
      'l3',
      'iptables -A OUTPUT -p udp --dport 8080 -j REJECT; iptables -A OUTPUT -d 10.244.2.2 -p icmp -j DROP; iptables -A INPUT -j DROP; iptables -A FORWARD -j DROP',
    ),
  ),
  ipvlan('l3s', 'like l3, and hooks of the node see both ways', routed('l3s')),
  ipvlan(
    'l3s-rules',
    'INPUT of the node decides what comes in for its pods',
    routed(
      'l3s',
      'iptables -A INPUT -p tcp --sport 8080 -j DROP; iptables -A INPUT -p icmp --icmp-type echo-request -d 10.244.1.3 -j REJECT',
    ),
  ),
  ipvlan(
    'l3s-masquerade',
    'the node hides its pods, and finds them again',
    routed('l3s', `iptables -t nat -A POSTROUTING -s 10.244.1.0/24 -d 10.244.2.0/24 -j MASQUERADE`),
  ),
];
