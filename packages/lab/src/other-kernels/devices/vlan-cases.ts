import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { give, NEAR, THREE_PODS, TWO_PODS, up, WEB } from './flat-pods.ts';

/** Two pods of node-1 on one bridge. */
const BRIDGED = `
ip link add br0 type bridge; ip link set br0 up
for pod in client near; do
  eval netns=\\$$pod
  ip link add v-$pod type veth peer name eth0 netns $netns
  ip link set v-$pod master br0 up
done`;
/** A pod whose address is on a VLAN of its eth0. */
const tagged = (address: string, id: number, more = '', words = ''): string => `
ip link set lo up; ip link set eth0 up
ip link add link eth0 name vlan0 type vlan ${words} id ${id}
${up(address, more, 'vlan0')}`;

/** Bundles of segments pass a narrow port, single ones do not: on a slow machine TCP would send nothing but bundles. */
const UNBUNDLED = 'for device in eth0 vlan0; do ethtool -K $device tso off gso off gro off; done';

const BOTH = [ask(CLIENT_POD, 'tcp', NEAR, 8080), ask(CLIENT_POD, 'udp', NEAR, 8080), ask(CLIENT_POD, 'icmp', NEAR)];
const onBridge = (name: string, why: string, client: string, near: string, node = ''): BenchCase => ({
  name,
  why,
  podLinks: 'bare',
  pods: TWO_PODS,
  setup: { 'node-1': `${BRIDGED}\n${node}`, [CLIENT_POD]: client, 'default/near': near },
  asks: BOTH,
});
/** VLAN `id` of the nodes' eth0, given to a pod. */
const podVlan = (pod: string, id: number): string => give(pod, 'eth0', `vlan id ${id}`);
const nodeVlan = (id: number, host: number): string => `
ip link add link eth0 name eth0.${id} type vlan id ${id}
ip link set eth0.${id} up
ip addr add 192.168.100.${host}/24 dev eth0.${id}`;
const OTHER_NODE = [ask('node-1', 'tcp', '192.168.100.2', 10250), ask('node-1', 'icmp', '192.168.100.2')];

export const vlanCases: readonly BenchCase[] = [
  onBridge(
    'vlan',
    'both have the same VLAN on a bridge that looks at no tags',
    tagged('10.244.1.2/24', 5),
    tagged(`${NEAR}/24`, 5),
  ),
  onBridge(
    'vlan-mismatch',
    'the tag of the one is not that of the other',
    tagged('10.244.1.2/24', 5),
    tagged(`${NEAR}/24`, 6),
  ),
  onBridge(
    'vlan-mismatch-known',
    'the address is known, so the frame arrives with a tag that nobody there has',
    tagged('10.244.1.2/24', 5, `ip neigh add ${NEAR} lladdr 02:00:00:00:00:33 dev vlan0 nud permanent`),
    `ip link set eth0 address 02:00:00:00:00:33\n${tagged(`${NEAR}/24`, 6)}`,
  ),
  onBridge(
    'vlan-to-untagged',
    'a tagged frame is not for the untagged device',
    tagged('10.244.1.2/24', 5),
    up(`${NEAR}/24`),
  ),
  onBridge('vlan-untagged-to', 'an untagged frame is not for the VLAN', up('10.244.1.2/24'), tagged(`${NEAR}/24`, 5)),
  onBridge(
    'vlan-protocol',
    '802.1ad and 802.1Q are different tags, also with the same number',
    tagged('10.244.1.2/24', 5, '', 'protocol 802.1ad'),
    tagged(`${NEAR}/24`, 5),
  ),
  onBridge(
    'vlan-in-vlan',
    'two tags in one frame',
    `${tagged('10.9.9.2/24', 5, '', 'protocol 802.1ad')}\nip link add link vlan0 name inner type vlan id 7\n${up('10.244.1.2/24', '', 'inner')}`,
    `${tagged('10.9.9.3/24', 5, '', 'protocol 802.1ad')}\nip link add link vlan0 name inner type vlan id 7\n${up(`${NEAR}/24`, '', 'inner')}`,
  ),
  onBridge(
    'vlan-down-there',
    'the VLAN of the server is down, and the frame arrives for it all the same',
    tagged('10.244.1.2/24', 5),
    `${tagged(`${NEAR}/24`, 5)}\nip link set vlan0 down`,
  ),
  onBridge(
    'vlan-parent-down',
    'a VLAN goes down with its device',
    `${tagged('10.244.1.2/24', 5)}\nip link set eth0 down`,
    tagged(`${NEAR}/24`, 5),
  ),
  onBridge(
    'vlan-other-mac',
    'a VLAN may have a hardware address of its own',
    tagged('10.244.1.2/24', 5),
    `${tagged(`${NEAR}/24`, 5)}\nip link set vlan0 address 02:00:00:00:55:05`,
  ),
  onBridge(
    'vlan-narrow-port',
    'ports of the bridge that are narrower than both ends',
    tagged('10.244.1.2/24', 5, UNBUNDLED),
    tagged(`${NEAR}/24`, 5, UNBUNDLED),
    'ip link set v-near mtu 1400; ip link set br0 mtu 1500',
  ),
  {
    name: 'vlan-between-nodes',
    why: 'a VLAN of the network between the nodes',
    pods: [],
    setup: { 'node-1': nodeVlan(100, 1), 'node-2': nodeVlan(100, 2) },
    asks: OTHER_NODE,
  },
  {
    name: 'vlan-between-nodes-mismatch',
    why: 'the nodes have different VLANs with addresses of one subnet',
    pods: [],
    setup: { 'node-1': nodeVlan(100, 1), 'node-2': nodeVlan(200, 2) },
    asks: OTHER_NODE,
  },
  {
    name: 'vlan-of-pods',
    why: 'pods whose device is a VLAN of the node, which itself is not in it',
    podLinks: 'bare',
    pods: THREE_PODS,
    setup: {
      'node-1': `${podVlan('client', 100)}
${podVlan('near', 200)}
ip route add 10.244.0.0/16 dev eth0`,
      'node-2': podVlan('web', 100),
      [CLIENT_POD]: up('10.244.1.2/16'),
      'default/near': up(`${NEAR}/16`),
      'default/web': up(`${WEB}/16`),
    },
    asks: [
      ask(CLIENT_POD, 'tcp', WEB, 8080),
      ask(CLIENT_POD, 'udp', WEB, 8080),
      ask(CLIENT_POD, 'tcp', NEAR, 8080),
      ask('node-1', 'icmp', WEB),
    ],
  },
];
