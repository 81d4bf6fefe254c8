import type { Random } from '../../truth/random.ts';

/** A pod as its node wires it. */
export type Wired = { readonly name: string; readonly address: string; readonly addressV6: string };
/** One way to give pods a network: commands on their node and in each of them, and the names of the devices that this makes. */
export type PodNetwork = {
  readonly node: (n: number, pods: readonly Wired[]) => string;
  readonly pod: (n: number, pod: Wired) => string;
  readonly devices: readonly string[];
  /** From the upper one down. */
  readonly podDevices: readonly string[];
  /** Pods are neighbours of those of other nodes. */
  readonly flat?: boolean;
};

const gateway = (n: number): string => `10.244.${n}.1`;
const gatewayV6 = (n: number): string => `fd00:10:244:${n}::1`;
const both = (device: string, n: number, bits: '32' | '24'): string => `
ip addr add ${gateway(n)}/${bits} dev ${device}
ip addr add ${gatewayV6(n)}/${bits === '32' ? 128 : 64} dev ${device} nodad`;
/** Pods of the demo names make up the rest of what devices are called. */
const ports = (pods: readonly Wired[], after: (pod: Wired) => string): string =>
  pods.map((pod) => `${pair(pod.name, 'v', 'eth0')}\nip link set v-${pod.name} up\n${after(pod)}`).join('\n');
const pair = (pod: string, letter: string, inner: string): string =>
  `ip link add ${letter}-${pod} type veth peer name ${inner} netns $${pod}`;

const hosted = (n: number, pod: Wired, device: string): string => `
ip addr add ${pod.address}/32 dev ${device}
ip route add ${gateway(n)} dev ${device}
ip route add default via ${gateway(n)} dev ${device}
ip addr add ${pod.addressV6}/128 dev ${device} nodad
ip route add ${gatewayV6(n)} dev ${device}
ip route add default via ${gatewayV6(n)} dev ${device}`;
const onLink = (n: number, pod: Wired, device: string, bits = 24): string => `
ip addr add ${pod.address}/${bits} dev ${device}
ip addr add ${pod.addressV6}/${bits === 24 ? 64 : 48} dev ${device} nodad
${bits === 24 ? `ip route add default via ${gateway(n)}\nip route add default via ${gatewayV6(n)}` : 'ip route add 10.10.0.0/24 dev eth0'}`;
const UP = 'ip link set lo up\nip link set eth0 up';

const hostRoutes = (pod: Wired, words = ''): string => `
ip route replace ${pod.address}/32 dev v-${pod.name} ${words}
ip route replace ${pod.addressV6}/128 dev v-${pod.name} ${words}`;

const routed: PodNetwork = {
  node: (n, pods) => ports(pods, (pod) => `${both(`v-${pod.name}`, n, '32')}${hostRoutes(pod)}`),
  pod: (n, pod) => `${UP}${hosted(n, pod, 'eth0')}`,
  devices: ['v-client', 'v-near', 'v-web'],
  podDevices: ['eth0'],
};

/** Pods in a VRF, with routes that lead out of it and in again. */
const vrf: PodNetwork = {
  ...routed,
  node: (n, pods) => `
ip link add red type vrf table 10; ip link set red up
${ports(pods, (pod) => `ip link set v-${pod.name} master red${both(`v-${pod.name}`, n, '32')}${hostRoutes(pod, 'vrf red')}${hostRoutes(pod)}`)}
ip route add 10.10.0.0/24 dev $uplink vrf red
ip route add 10.244.${3 - n}.0/24 via 10.10.0.1${3 - n} dev $uplink vrf red`,
  devices: ['red', ...routed.devices],
};

const BRIDGE = (words = ''): string => `ip link add br0 type bridge ${words}; ip link set br0 up`;

const bridged: PodNetwork = {
  node: (n, pods) =>
    `${BRIDGE()}${both('br0', n, '24')}\n${ports(pods, (pod) => `ip link set v-${pod.name} master br0`)}`,
  pod: (n, pod) => `${UP}${onLink(n, pod, 'eth0')}`,
  devices: ['br0', ...routed.devices],
  podDevices: ['eth0'],
};

/** The bridge looks at tags; near may be in another VLAN. */
const filtering = (near: number): PodNetwork => ({
  ...bridged,
  node: (n, pods) => `${BRIDGE('vlan_filtering 1 vlan_default_pvid 0')}${both('br0', n, '24')}
bridge vlan add dev br0 vid 10 pvid untagged self
${ports(
  pods,
  (pod) =>
    `ip link set v-${pod.name} master br0; bridge vlan add dev v-${pod.name} vid ${pod.name === 'near' ? near : 10} pvid untagged`,
)}`,
});

/** Pods tag by themselves, and the node has the VLAN of its bridge. */
const tagged = (filters: boolean): PodNetwork => ({
  node: (n, pods) => `${BRIDGE(filters ? 'vlan_filtering 1' : '')}
ip link add link br0 name br0.5 type vlan id 5; ip link set br0.5 up${both('br0.5', n, '24')}
${filters ? 'bridge vlan add dev br0 vid 5 self' : ''}
${ports(pods, (pod) => `ip link set v-${pod.name} master br0${filters ? `; bridge vlan add dev v-${pod.name} vid 5` : ''}`)}`,
  pod: (n, pod) =>
    `${UP}\nip link add link eth0 name vlan0 type vlan id 5; ip link set vlan0 up${onLink(n, pod, 'vlan0')}`,
  devices: ['br0', 'br0.5', ...routed.devices],
  podDevices: ['vlan0', 'eth0'],
});

const bonded = (mode: string): PodNetwork => ({
  node: (n, pods) => `${BRIDGE()}${both('br0', n, '24')}
${pods
  .flatMap((pod) => [
    pair(pod.name, 'v', 's0'),
    pair(pod.name, 'w', 's1'),
    ...['v', 'w'].map((x) => `ip link set ${x}-${pod.name} master br0 up`),
  ])
  .join('\n')}`,
  pod: (n, pod) => `ip link set lo up
ip link add bond0 type bond mode ${mode} miimon 50
ip link set s0 master bond0; ip link set s1 master bond0
ip link set bond0 up; sleep 3${onLink(n, pod, 'bond0')}`,
  devices: ['br0', ...routed.devices, 'w-client', 'w-near', 'w-web'],
  podDevices: ['bond0', 's0', 's1'],
});

const given = (pod: string, parent: string, words: string): string => `
ip link add link ${parent} name t-${pod} type ${words}
ip link set t-${pod} netns $${pod}
ip netns exec $${pod} ip link set t-${pod} name eth0`;

/** The node has one of its own beside those of its pods. */
const besides = (mode: string): PodNetwork => ({
  node: (n, pods) => `ip link add dummy0 type dummy; ip link set dummy0 up
ip link add link dummy0 name m0 type macvlan mode ${mode}; ip link set m0 up${both('m0', n, '24')}
${pods.map((pod) => given(pod.name, 'dummy0', `macvlan mode ${mode}`)).join('\n')}`,
  pod: bridged.pod,
  devices: ['dummy0', 'm0'],
  podDevices: ['eth0'],
});

const onWire = (words: string): PodNetwork => ({
  node: (_, pods) =>
    `${pods.map((pod) => given(pod.name, '$uplink', words)).join('\n')}\nip route add 10.244.0.0/16 dev $uplink`,
  pod: (n, pod) => `${UP}${onLink(n, pod, 'eth0', 16)}`,
  devices: [],
  podDevices: ['eth0'],
  flat: true,
});

const layer3 = (mode: string): PodNetwork => ({
  node: (_, pods) => pods.map((pod) => given(pod.name, '$uplink', `ipvlan mode ${mode}`)).join('\n'),
  pod: (_, pod) => `${UP}\nip addr add ${pod.address}/32 dev eth0; ip route add default dev eth0`,
  devices: [],
  podDevices: ['eth0'],
});

/** One link layer over both nodes: a VXLAN device is a port of the bridge. */
const stretched: PodNetwork = {
  node: (n, pods) => `${BRIDGE()}
ip link add vx0 type vxlan id 42 local 10.10.0.1${n} remote 10.10.0.1${3 - n} dstport 4789
ip link set vx0 master br0 up${both('br0', n, '24')}
${ports(pods, (pod) => `ip link set v-${pod.name} master br0`)}
ip route add 10.244.0.0/16 dev br0`,
  pod: (n, pod) => `${UP}${onLink(n, pod, 'eth0', 16)}`,
  devices: ['br0', 'vx0', ...routed.devices],
  podDevices: ['eth0'],
};

/** Two bridges with a wire between them. */
const chained: PodNetwork = {
  ...bridged,
  node: (n, pods) => `ip link add br1 type bridge; ip link set br1 up${both('br1', n, '24')}
${BRIDGE()}
ip link add j0 type veth peer name j1; ip link set j0 master br0 up; ip link set j1 master br1 up
${ports(pods, (pod) => `ip link set v-${pod.name} master br0`)}`,
  devices: ['br0', 'br1', 'j0', 'j1', ...routed.devices],
};

const doubleTagged: PodNetwork = {
  node: (n, pods) => `${BRIDGE()}
ip link add link br0 name br0.5 type vlan protocol 802.1ad id 5; ip link set br0.5 up
ip link add link br0.5 name inner type vlan id 6; ip link set inner up${both('inner', n, '24')}
${ports(pods, (pod) => `ip link set v-${pod.name} master br0`)}`,
  pod: (n, pod) => `${UP}
ip link add link eth0 name vlan0 type vlan protocol 802.1ad id 5; ip link set vlan0 up
ip link add link vlan0 name inner type vlan id 6; ip link set inner up${onLink(n, pod, 'inner')}`,
  devices: ['br0', 'br0.5', 'inner', ...routed.devices],
  podDevices: ['inner', 'vlan0', 'eth0'],
};

const onVlan = (words: string): PodNetwork => ({
  ...onWire(words),
  node: (_, pods) => `ip link add link $uplink name trunk type vlan id 300; ip link set trunk up
${pods.map((pod) => given(pod.name, 'trunk', words)).join('\n')}\nip route add 10.244.0.0/16 dev trunk`,
  devices: ['trunk'],
});

const BOND_MODES = ['active-backup', 'balance-rr', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'];
const FIRST: readonly ((random: Random) => PodNetwork)[] = [
  () => routed,
  () => vrf,
  () => bridged,
  (random) => filtering(random.chance(0.4) ? 20 : 10),
  (random) => tagged(random.chance(0.5)),
  (random) => bonded(random.pick(BOND_MODES)),
  (random) => besides(random.pick(['bridge', 'bridge', 'private', 'vepa'])),
  (random) => onWire(random.pick(['macvlan mode bridge', 'macvlan mode private', 'macvlan mode vepa'])),
  (random) => onWire(random.pick(['ipvlan mode l2', 'ipvlan mode l2', 'ipvlan mode l2 private'])),
  (random) => layer3(random.pick(['l3', 'l3s'])),
];
const LATER: readonly ((random: Random) => PodNetwork)[] = [
  ...FIRST,
  () => stretched,
  () => chained,
  () => doubleTagged,
  (random) => onVlan(random.pick(['macvlan mode bridge', 'macvlan mode private', 'ipvlan mode l2'])),
];

export const drawPodNetwork = (random: Random, later: boolean): PodNetwork =>
  random.pick(later ? LATER : FIRST)(random);
