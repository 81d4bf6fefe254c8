import type { Address } from '@skoop/model';
import { hostVethOf, uidOf } from '../identity.ts';
import type { PodSpec } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { sh } from './rule-set.ts';

/** A Docker network: bridge, its address, its prefix. */
export type DockerNetwork = { readonly bridge: string; readonly gateway: Address; readonly subnet: string };
export const DOCKER0: DockerNetwork = { bridge: 'docker0', gateway: '172.17.0.1', subnet: '172.17.0.0/16' };
/** What `docker network create` makes for a compose project. */
export const COMPOSE: DockerNetwork = { bridge: 'br-8f2c1d', gateway: '172.18.0.1', subnet: '172.18.0.0/16' };

export type Container = { readonly pod: string; readonly network: DockerNetwork; readonly address: Address };
export const SHOP: Container = { pod: 'shop', network: DOCKER0, address: '172.17.0.2' };
export const QUEUE: Container = { pod: 'queue', network: DOCKER0, address: '172.17.0.3' };
export const MAIL: Container = { pod: 'mail', network: COMPOSE, address: '172.18.0.2' };

/** The containers stand in the topology as pods of node-1, to have namespaces; `plugIn` makes Docker's of them. */
export const containerPods: readonly PodSpec[] = [
  { name: SHOP.pod, node: 'node-1', ports: [{ port: 80 }, { port: 53, protocol: 'udp' }] },
  { name: QUEUE.pod, node: 'node-1', ports: [{ port: 80 }] },
  { name: MAIL.pod, node: 'node-1', ports: [{ port: 80 }] },
];

const prefixLength = (subnet: string): string => subnet.split('/')[1] ?? '';

/** The bridge of a network on node-1, and its containers' veth pairs moved there. `hairpin`: what Docker sets without its proxy. */
export function plugIn(network: DockerNetwork, containers: readonly Container[], hairpin = false): readonly Change[] {
  const { bridge, gateway, subnet } = network;
  const node = [
    `ip link add ${bridge} type bridge`,
    `ip addr add ${gateway}/${prefixLength(subnet)} brd + dev ${bridge}`,
    `ip link set ${bridge} up`,
    ...containers.flatMap((c) => {
      const veth = hostVethOf(uidOf('Pod', 'default', c.pod));
      return [
        `ip link set ${veth} nomaster`,
        `ip link set ${veth} mtu 1500`,
        `ip link set ${veth} master ${bridge}`,
        ...(hairpin ? [`ip link set ${veth} type bridge_slave hairpin on`] : []),
      ];
    }),
  ];
  const inside = (c: Container): Change =>
    sh('docker container', `default/${c.pod}`, [
      'ip addr flush dev eth0',
      'ip link set eth0 mtu 1500',
      `ip addr add ${c.address}/${prefixLength(subnet)} brd + dev eth0`,
      `ip route add default via ${gateway}`,
    ]);
  return [sh('docker bridge', 'node-1', node), ...containers.map(inside)];
}
