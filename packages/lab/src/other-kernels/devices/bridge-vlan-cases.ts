import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { NEAR, TWO_PODS, up } from './flat-pods.ts';

const BRIDGE = `
ip link add br0 type bridge vlan_filtering 1; ip link set br0 up
for pod in client near; do
  eval netns=\\$$pod
  ip link add v-$pod type veth peer name eth0 netns $netns
  ip link set v-$pod master br0 up
done`;
const NODE = '10.244.1.1';
const plain = { [CLIENT_POD]: up('10.244.1.2/24'), 'default/near': up(`${NEAR}/24`) };
const onBridge = `ip addr add ${NODE}/24 dev br0`;
/** The node's own address is on a VLAN of the bridge. */
const onBridgeVlan = (id: number): string => `
ip link add link br0 name br0.${id} type vlan id ${id}
ip link set br0.${id} up
ip addr add ${NODE}/24 dev br0.${id}`;
const access = (pod: string, id: number): string =>
  `bridge vlan del dev v-${pod} vid 1; bridge vlan add dev v-${pod} vid ${id} pvid untagged`;

const ASKS = [
  ask(CLIENT_POD, 'tcp', NEAR, 8080),
  ask(CLIENT_POD, 'udp', NEAR, 8080),
  ask(CLIENT_POD, 'tcp', NODE, 10250),
  ask('node-1', 'icmp', NEAR),
];
const filtering = (name: string, why: string, node: string, pods: BenchCase['setup'] = plain): BenchCase => ({
  name: `bridge-vlan-${name}`,
  why,
  podLinks: 'bare',
  pods: TWO_PODS,
  setup: { 'node-1': `${BRIDGE}\n${node}`, ...pods },
  asks: ASKS,
});
const trunk = (id: number): string => `
ip link set lo up; ip link set eth0 up
ip link add link eth0 name vlan0 type vlan id ${id}
${up('10.244.1.2/24', '', 'vlan0')}`;
const KNOWN = {
  [CLIENT_POD]: up('10.244.1.2/24', `ip neigh add ${NEAR} lladdr 02:00:00:00:00:33 dev eth0 nud permanent`),
  'default/near': `ip link set eth0 address 02:00:00:00:00:33\n${up(`${NEAR}/24`)}`,
};

export const bridgeVlanCases: readonly BenchCase[] = [
  filtering('default', 'every port is in VLAN 1 and sends without tags', onBridge),
  filtering(
    'access',
    'both ports are in VLAN 10, and so is the node by br0.10',
    `${access('client', 10)}; ${access('near', 10)}; bridge vlan add dev br0 vid 10 self; ${onBridgeVlan(10)}`,
  ),
  filtering(
    'self-missing',
    'the bridge itself is not in VLAN 10, so the node hears nothing',
    `${access('client', 10)}; ${access('near', 10)}; ${onBridgeVlan(10)}`,
  ),
  filtering(
    'separate',
    'the ports are in different VLANs',
    `${access('client', 10)}; ${access('near', 20)}; ${onBridge}`,
  ),
  filtering(
    'separate-known',
    'the address is known, and the bridge keeps the VLANs apart',
    `${access('client', 10)}; ${access('near', 20)}; ${onBridge}`,
    KNOWN,
  ),
  filtering(
    'no-pvid',
    'frames without a tag belong to no VLAN of the port',
    `bridge vlan del dev v-client vid 1; bridge vlan add dev v-client vid 10; ${onBridge}`,
  ),
  filtering(
    'trunk',
    'one port takes frames with the tag, the other without',
    `bridge vlan add dev v-client vid 10; ${access('near', 10)}; bridge vlan add dev br0 vid 10 self; ${onBridgeVlan(10)}`,
    { [CLIENT_POD]: trunk(10), 'default/near': up(`${NEAR}/24`) },
  ),
  filtering('trunk-not-member', 'the tag is of a VLAN that the port is not in', `${access('near', 10)}; ${onBridge}`, {
    [CLIENT_POD]: trunk(10),
    'default/near': up(`${NEAR}/24`),
  }),
  filtering(
    'tagged-out',
    'the port sends with a tag that the pod does not know',
    `${access('client', 10)}; bridge vlan del dev v-near vid 1; bridge vlan add dev v-near vid 10 pvid; ${onBridge}`,
    KNOWN,
  ),
  filtering(
    'rules',
    'rules of iptables see frames on the bridge where they have no tag',
    `${onBridge}; iptables -A FORWARD -p tcp --dport 8080 -j DROP`,
  ),
];
