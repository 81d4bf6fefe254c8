import type { Address } from '@skoop/model';
import { type Cluster, UNDERLAY } from '../cluster.ts';
import { NODE_2 } from '../faults/asks.ts';
import { hostVethOf, uidOf } from '../identity.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { sh } from './rule-set.ts';

/** Networks whose pods are machines of the cloud's own network: an interface of the node for each group of pods, no bridge, no tunnel. */
export const ROUTER = '10.10.0.1';
/** Second network interface of node-1, to which the address of web-1 belongs. */
export const SECOND = '10.10.0.21';

/** A pod of node-1 and the host end of its veth pair, as the plugin names it. */
export type Placed = { readonly pod: string; readonly address: Address; readonly device: string; readonly mac: string };

export async function secondInterface(cluster: Cluster): Promise<void> {
  const pid = cluster.targets.get('node-1')?.pid;
  const commands = [
    `link add eni2 type veth peer name eth1 address 02:00:00:aa:00:21 netns ${pid}`,
    'link set eni2 master br-ul',
    'link set eni2 up',
  ];
  await cluster.mustFromOutside(UNDERLAY, ['ip', '-batch', '-'], commands.map((c) => `${c}\n`).join(''));
}

/** A route to the pod's address on the node; in the pod a gateway whose hardware address it is told. */
export const place = (p: Placed): readonly Change[] => [
  sh('pod', 'node-1', [
    `ip link set ${hostVethOf(uidOf('Pod', 'default', p.pod))} nomaster down name ${p.device} address ${p.mac}`,
    `ip link set ${p.device} up`,
    `ip route add ${p.address}/32 dev ${p.device} scope link`,
    `ip rule add pref 512 to ${p.address} lookup main`,
  ]),
  sh('pod', `default/${p.pod}`, [
    'ip addr flush dev eth0',
    `ip addr add ${p.address}/32 dev eth0`,
    'ip route add 169.254.1.1 dev eth0 scope link',
    'ip route add default via 169.254.1.1 dev eth0',
    `ip neigh add 169.254.1.1 lladdr ${p.mac} dev eth0 nud permanent`,
  ]),
];

/** The second interface with a table of its own, and the way of others to the pod behind it. A cloud answers ARP itself. */
export const secondTable = (table: number, pod: Placed): readonly Change[] => [
  sh('routes', 'node-1', [
    'ip link del cni0',
    `ip addr add ${SECOND}/24 dev eth1 noprefixroute`,
    'ip link set eth1 up',
    'ethtool -K eth1 tso off gso off',
    `ip route add ${ROUTER} dev eth1 scope link table ${table}`,
    `ip route add default via ${ROUTER} dev eth1 table ${table}`,
    // The router of a cloud knows where pods are; that of the lab does not.
    `ip route add ${NODE_2} dev eth1 scope link table ${table}`,
    `ip route add 10.244.2.0/24 via ${NODE_2} dev eth1 table ${table}`,
    'for d in eth0 eth1; do echo 1 > /proc/sys/net/ipv4/conf/$d/arp_ignore; done',
  ]),
  sh('routes', 'node-2', [`ip route add ${pod.address}/32 via ${SECOND}`]),
];

/** These plugins have none of flannel's rules. */
export const noFlannel = (iptables: Topology['iptables']): Change =>
  sh('flannel', 'node-1', [`iptables-${iptables} -t nat -F FLANNEL-POSTRTG`, `iptables-${iptables} -F FLANNEL-FWD`]);
