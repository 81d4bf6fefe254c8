import { NODE_1, NODE_2 } from '../../faults/asks.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { give, NEAR, NEAR_6, THREE_PODS, TWO_PODS, up, WEB, WEB_6 } from './flat-pods.ts';

const make = (pod: string, mode: string, parent = 'eth0'): string => give(pod, parent, `macvlan mode ${mode}`);
const ON_LINK = 'ip route add 10.244.0.0/16 dev eth0';
const ON_LINK_6 = 'ip -6 route add fd00:10:244::/48 dev eth0';
const NODES = 'ip route add 10.10.0.0/24 dev eth0';
const V6 = (own: string): string => `ip addr add ${own}/48 dev eth0 nodad; ip route add fd00:10:10::/64 dev eth0`;

/** Pods whose devices sit on the nodes' eth0: all of them and the nodes are on one link. */
const flat = (mode: string): BenchCase['setup'] => ({
  'node-1': `${make('client', mode)}
${make('near', mode)}
${ON_LINK}`,
  'node-2': `${make('web', mode)}
${ON_LINK}`,
  [CLIENT_POD]: up('10.244.1.2/16', NODES),
  'default/near': up(`${NEAR}/16`, NODES),
  'default/web': up(`${WEB}/16`, NODES),
});

const EVERYBODY = [
  ask(CLIENT_POD, 'tcp', NEAR, 8080),
  ask(CLIENT_POD, 'icmp', NEAR),
  ask(CLIENT_POD, 'tcp', WEB, 8080),
  ask(CLIENT_POD, 'tcp', NODE_1, 10250),
  ask(CLIENT_POD, 'tcp', NODE_2, 10250),
  ask('node-1', 'tcp', NEAR, 8080),
  ask('node-1', 'tcp', WEB, 8080),
  ask('node-2', 'icmp', NEAR),
];

/** Two pods on a veth of node-1 whose other end leads nowhere. */
const island = (client: string, near: string): BenchCase['setup'] => ({
  'node-1': `
ip link add up0 type veth peer name up1
ip link set up1 up; ip link set up0 up
ip addr add 10.244.0.1/16 dev up0
${make('client', client, 'up0')}
${make('near', near, 'up0')}`,
  [CLIENT_POD]: up('10.244.1.2/16'),
  'default/near': up(`${NEAR}/16`),
});
const SIBLINGS = [ask(CLIENT_POD, 'tcp', NEAR, 8080), ask(CLIENT_POD, 'udp', NEAR, 8080)];

export const macvlanCases: readonly BenchCase[] = [
  {
    name: 'macvlan-bridge',
    why: 'pods reach each other and other nodes, but never the node that their device sits on',
    podLinks: 'bare',
    pods: THREE_PODS,
    setup: flat('bridge'),
    asks: EVERYBODY,
  },
  {
    name: 'macvlan-private',
    why: 'pods of one node do not reach each other, whatever the switch does',
    podLinks: 'bare',
    pods: THREE_PODS,
    setup: flat('private'),
    asks: EVERYBODY,
  },
  {
    name: 'macvlan-vepa',
    why: 'frames between pods of one node need a switch that sends them back, and this one does not',
    podLinks: 'bare',
    pods: THREE_PODS,
    setup: flat('vepa'),
    asks: EVERYBODY,
  },
  {
    name: 'macvlan-bridge-v6',
    why: 'the same with neighbour discovery',
    families: [4, 6],
    podLinks: 'bare',
    pods: THREE_PODS,
    setup: {
      'node-1': `${flat('bridge')['node-1']}; ${ON_LINK_6}`,
      'node-2': `${flat('bridge')['node-2']}; ${ON_LINK_6}`,
      [CLIENT_POD]: up('10.244.1.2/16', V6('fd00:10:244:1::2')),
      'default/near': up(`${NEAR}/16`, V6(NEAR_6)),
      'default/web': up(`${WEB}/16`, V6(WEB_6)),
    },
    asks: [
      ask(CLIENT_POD, 'tcp', NEAR_6, 8080),
      ask(CLIENT_POD, 'tcp', WEB_6, 8080),
      ask(CLIENT_POD, 'icmp', 'fd00:10:10::12'),
      ask(CLIENT_POD, 'icmp', 'fd00:10:10::11'),
    ],
  },
  {
    name: 'macvlan-passthru',
    why: 'the pod takes over the whole device: the node hears nothing but broadcasts',
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: {
      'node-1': `
ip link add up0 type veth peer name up1
ip link set up1 up; ip link set up0 up
ip addr add 10.244.0.1/16 dev up0
ip link set up1 netns $near; ip netns exec $near ip link set up1 name eth0
${make('client', 'passthru', 'up0')}`,
      [CLIENT_POD]: up('10.244.1.2/16'),
      'default/near': up(`${NEAR}/16`),
    },
    asks: [
      ...SIBLINGS,
      ask('node-1', 'tcp', NEAR, 8080),
      ask('default/near', 'icmp', '10.244.0.1'),
      ask('default/near', 'icmp', '10.244.1.2'),
    ],
  },
  {
    name: 'macvlan-alone',
    why: 'the wire is not needed where both sit on one device; the node on that device is not reached',
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: island('bridge', 'bridge'),
    asks: [...SIBLINGS, ask(CLIENT_POD, 'icmp', '10.244.0.1'), ask('node-1', 'icmp', NEAR)],
  },
  {
    name: 'macvlan-mixed',
    why: 'a private one hears nothing of those that bridge',
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: island('bridge', 'private'),
    asks: SIBLINGS,
  },
  {
    name: 'macvlan-parent-down',
    why: 'what sits on a device that is down has no carrier',
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: {
      // The device goes down when everything is up.
      'node-1': `${island('bridge', 'bridge')['node-1']}
for pod in $client $near; do ip netns exec $pod ip link set eth0 up; done
ip netns exec $client ip addr add 10.244.1.2/16 dev eth0
ip netns exec $near ip addr add ${NEAR}/16 dev eth0
ip link set up0 down`,
    },
    asks: SIBLINGS,
  },
  {
    name: 'macvlan-wrong-mac',
    why: 'a neighbour entry with the address of nobody: the frame goes out to the wire',
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: {
      ...island('bridge', 'bridge'),
      [CLIENT_POD]: up('10.244.1.2/16', `ip neigh add ${NEAR} lladdr 02:00:00:00:99:99 dev eth0 nud permanent`),
    },
    asks: SIBLINGS,
  },
  {
    name: 'macvlan-sibling-down',
    why: 'the device of the other pod is down',
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: { ...island('bridge', 'bridge'), 'default/near': `${up(`${NEAR}/16`)}ip link set eth0 down` },
    asks: SIBLINGS,
  },
  {
    name: 'macvlan-smaller-mtu',
    why: 'the device that both sit on takes no longer frames than its MTU and a little',
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: {
      ...island('bridge', 'bridge'),
      'default/near': up(`${NEAR}/16`, 'ip link set eth0 mtu 1300'),
    },
    asks: [...SIBLINGS, ask(CLIENT_POD, 'udp', NEAR, 8080, 1400), ask(CLIENT_POD, 'icmp', NEAR, undefined, 1400)],
  },
  {
    name: 'macvlan-beside',
    why: 'the usual way out: the node has a macvlan of its own beside those of its pods',
    podLinks: 'bare',
    pods: THREE_PODS,
    setup: {
      ...flat('bridge'),
      'node-1': `${make('client', 'bridge')}
${make('near', 'bridge')}
ip link add link eth0 name mac0 type macvlan mode bridge; ip link set mac0 up
ip addr add 10.244.0.11/32 dev mac0; ip route add 10.244.0.0/16 dev mac0`,
    },
    asks: [
      ask('node-1', 'tcp', NEAR, 8080),
      ask(CLIENT_POD, 'tcp', '10.244.0.11', 10250),
      ask('node-1', 'tcp', WEB, 8080),
      ask('default/web', 'tcp', '10.244.0.11', 10250),
      ask('node-2', 'icmp', '10.244.0.11'),
    ],
  },
  {
    name: 'macvlan-on-bridge',
    why: 'on a bridge: pods on its ports are reached, the bridge itself is not',
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: {
      'node-1': `
ip link add br0 type bridge; ip link set br0 up; ip addr add 10.244.0.1/16 dev br0
ip link add v-near type veth peer name t-near; ip link set v-near master br0 up
ip link set t-near netns $near; ip netns exec $near ip link set t-near name eth0
${make('client', 'bridge', 'br0')}`,
      [CLIENT_POD]: up('10.244.1.2/16'),
      'default/near': up(`${NEAR}/16`),
    },
    asks: [
      ...SIBLINGS,
      ask('default/near', 'icmp', '10.244.1.2'),
      ask(CLIENT_POD, 'icmp', '10.244.0.1'),
      ask('node-1', 'icmp', '10.244.1.2'),
      ask('node-1', 'tcp', NEAR, 8080),
    ],
  },
];
