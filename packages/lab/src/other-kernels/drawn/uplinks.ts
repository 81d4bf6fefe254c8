import type { Random } from '../../truth/random.ts';
import { tunnel } from '../tunnels/ends.ts';

/** How a node is on the network between the nodes, and sends what is for pods of the other. */
export type Uplink = {
  /** Commands on node `n`, which leave the name of the device that has its address in `$uplink`. */
  readonly node: (n: 1 | 2) => string;
  readonly devices: readonly string[];
};

const other = (n: 1 | 2): 1 | 2 => (n === 1 ? 2 : 1);
const podsBy = (n: 1 | 2, via: string): string => `ip route add 10.244.${other(n)}.0/24 ${via}`;
const podsV6By = (n: 1 | 2, via: string): string => `ip route add fd00:10:244:${other(n)}::/64 ${via}`;
const viaNode = (n: 1 | 2): string =>
  `${podsBy(n, `via 10.10.0.1${other(n)}`)}\n${podsV6By(n, `via fd00:10:10::1${other(n)}`)}`;
/** The node's address moves from eth0 to another device. */
const moved = (n: 1 | 2, device: string, make: string): string => `uplink=${device}
ip addr flush dev eth0 scope global
${make}
ip addr add 10.10.0.1${n}/24 dev ${device}; ip route add default via 10.10.0.1
ip addr add fd00:10:10::1${n}/64 dev ${device} nodad
${viaNode(n)}`;

const overlay = (type: string): Uplink => ({
  node: (n) => `uplink=eth0
${tunnel(type, n)}
ip addr add 192.168.77.${n}/24 dev t0
${podsBy(n, `via 192.168.77.${other(n)} dev t0`)}`,
  devices: ['eth0', 't0'],
});
const frames = (type: string, words: string): Uplink => ({
  node: (n) => `uplink=eth0
ip link add t0 type ${type} ${words.replace('REMOTE', `10.10.0.1${other(n)}`)}; ip link set t0 up
ip addr add 192.168.77.${n}/24 dev t0
${podsBy(n, `via 192.168.77.${other(n)} dev t0`)}`,
  devices: ['eth0', 't0'],
});

const bond = (mode: string): string => `ip link add bond0 type bond mode ${mode} miimon 50
ip link set eth0 down; ip link set eth0 master bond0; ip link set bond0 up; sleep 3`;

const PLAIN: Uplink = { node: (n) => `uplink=eth0\n${viaNode(n)}`, devices: ['eth0'] };
const FIRST: readonly ((random: Random) => Uplink)[] = [
  () => PLAIN,
  () => ({
    node: (n) => `uplink=eth0
ip link add link eth0 name eth0.100 type vlan id 100; ip link set eth0.100 up
ip addr add 192.168.100.${n}/24 dev eth0.100
${podsBy(n, `via 192.168.100.${other(n)}`)}`,
    devices: ['eth0', 'eth0.100'],
  }),
  (random) => {
    const mode = random.pick(['active-backup', 'balance-rr', 'balance-xor', '802.3ad']);
    return { node: (n) => moved(n, 'bond0', bond(mode)), devices: ['bond0', 'eth0'] };
  },
  () => ({
    node: (n) =>
      moved(
        n,
        'br-ext',
        'ip link add br-ext type bridge; ip link set eth0 master br-ext; ip link set br-ext up; sleep 1',
      ),
    devices: ['br-ext', 'eth0'],
  }),
  () => ({
    node: (n) => `${moved(n, 'bond0', bond('active-backup'))}
ip link add link bond0 name bond0.7 type vlan id 7; ip link set bond0.7 up
ip addr add 192.168.107.${n}/24 dev bond0.7
ip route replace 10.244.${other(n)}.0/24 via 192.168.107.${other(n)}`,
    devices: ['bond0', 'bond0.7', 'eth0'],
  }),
  () => overlay('ipip'),
  () => overlay('gre'),
  () => frames('vxlan', 'id 9 remote REMOTE dev eth0 dstport 4789'),
  () => frames('geneve', 'id 9 remote REMOTE'),
];

/** A bridge that looks at tags, with the node's address in a VLAN that the wire has without a tag. */
const filtering: Uplink = {
  node: (n) =>
    moved(
      n,
      'br-ext.7',
      `ip link add br-ext type bridge vlan_filtering 1 vlan_default_pvid 0; ip link set eth0 master br-ext; ip link set br-ext up
bridge vlan add dev eth0 vid 7 pvid untagged; bridge vlan add dev br-ext vid 7 self
ip link add link br-ext name br-ext.7 type vlan id 7; ip link set br-ext.7 up; sleep 1`,
    ),
  devices: ['br-ext', 'br-ext.7', 'eth0'],
};
/** Calico's tunnel: the gateway of the route is the other end. */
const anyRemote: Uplink = {
  node: (n) => `uplink=eth0
ip link set tunl0 up mtu 1480
ip addr add 10.244.${n}.0/32 dev tunl0
${podsBy(n, `via 10.10.0.1${other(n)} dev tunl0 onlink`)}`,
  devices: ['eth0', 'tunl0'],
};
/** flannel's tunnel: every entry is written by hand. */
const written: Uplink = {
  node: (n) => `uplink=eth0
ip link add t0 address 02:00:00:00:70:0${n} type vxlan id 1 local 10.10.0.1${n} dev eth0 nolearning dstport 8472; ip link set t0 up
ip addr add 10.244.${n}.0/32 dev t0
ip neigh add 10.244.${other(n)}.0 lladdr 02:00:00:00:70:0${other(n)} dev t0 nud permanent
bridge fdb append 02:00:00:00:70:0${other(n)} dst 10.10.0.1${other(n)} dev t0
${podsBy(n, `via 10.244.${other(n)}.0 dev t0 onlink`)}`,
  devices: ['eth0', 't0'],
};
const overV6 = (type: string): Uplink => ({
  node: (n) => `uplink=eth0
ip link add t0 type ${type} local fd00:10:10::1${n} remote fd00:10:10::1${other(n)}; ip link set t0 up
ip addr add 192.168.77.${n}/24 dev t0
${podsBy(n, `via 192.168.77.${other(n)} dev t0`)}
${podsV6By(n, 'dev t0')}`,
  devices: ['eth0', 't0'],
});
const LATER: readonly ((random: Random) => Uplink)[] = [
  ...FIRST,
  () => filtering,
  () => anyRemote,
  () => written,
  () => overlay('gretap'),
  (random) => overV6(random.pick(['ip6gre', 'ip6gretap'])),
];
/** Below pods that are on the wire themselves. */
const FLAT: readonly ((random: Random) => Uplink)[] = [...FIRST.slice(0, 1), ...FIRST.slice(2, 4)];

/** `flat`: pods are on the wire themselves. */
export function drawUplink(random: Random, flat: boolean, later: boolean): Uplink {
  if (flat) return later ? random.pick(FLAT)(random) : PLAIN;
  return random.pick(later ? LATER : FIRST)(random);
}
