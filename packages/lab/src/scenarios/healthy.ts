import {
  clientToDns,
  clientToService,
  clientToWeb2,
  NODE_1,
  NODE_PORT,
  outsideTo,
  pingWeb2,
  podToPod,
  WEB_1,
} from '../faults/asks.ts';
import type { Ask, Fault } from '../faults/fault.ts';
import { withService } from '../faults/services.ts';
import type { Topology } from '../topology.ts';

/** A cluster in which everything works, told in the words of a fault that is none. */
export type Healthy = Omit<Fault, 'finding' | 'expected' | 'apply'>;

const OUT: Ask = {
  question: { source: 'default/client', destination: '203.0.113.9', port: 443, protocol: 'tcp' },
  flow: { from: 'default/client', protocol: 'tcp', destination: '203.0.113.9', port: 443 },
};
const EVERYTHING: readonly Ask[] = [
  clientToService,
  clientToWeb2,
  podToPod('default/client', 'default/web-1', WEB_1),
  pingWeb2,
  clientToDns,
  outsideTo(NODE_1, NODE_PORT),
  OUT,
];
const V6: readonly Ask[] = [
  {
    question: { source: 'default/client', destination: 'fd00:10:244:2::2', port: 8080, protocol: 'tcp' },
    flow: { from: 'default/client', protocol: 'tcp', destination: 'fd00:10:244:2::2', port: 8080 },
  },
  {
    question: { source: 'default/client', destination: 'fd00:10:96::b', port: 80, protocol: 'tcp' },
    flow: { from: 'default/client', protocol: 'tcp', destination: 'fd00:10:96::b', port: 80 },
  },
];

const as = (change: Partial<Topology>) => (t: Topology) => ({ ...t, ...change });

export const healthy: readonly Healthy[] = [
  {
    name: 'healthy-vxlan',
    title: 'Everything works: flannel vxlan, iptables-nft',
    story:
      'Two nodes, flannel with the vxlan backend, kube-proxy in iptables mode on iptables-nft. Pods, Services, node ports and the outside world reach each other.',
    asks: EVERYTHING,
  },
  {
    name: 'healthy-host-gw',
    title: 'Everything works: flannel host-gw, iptables-legacy',
    story:
      'Two nodes in one network, flannel with the host-gw backend: the nodes are each other’s routers and no tunnel is needed. kube-proxy writes to iptables-legacy.',
    topology: as({ backend: 'host-gw', iptables: 'legacy' }),
    asks: EVERYTHING,
  },
  {
    name: 'healthy-dual-stack',
    title: 'Everything works: dual-stack',
    story: 'As the vxlan cluster, with IPv4 and IPv6 addresses for nodes, pods and Services.',
    topology: as({ families: [4, 6] }),
    asks: [...EVERYTHING, ...V6],
  },
  {
    name: 'healthy-nftables',
    title: 'Everything works: kube-proxy in nftables mode, dual-stack',
    story:
      'Two nodes, flannel with the vxlan backend, kube-proxy in nftables mode: maps of the table kube-proxy lead from the Services’ addresses and node ports to chains of their endpoints.',
    topology: as({ proxyMode: 'nftables', families: [4, 6] }),
    asks: [...EVERYTHING, ...V6],
  },
  {
    name: 'healthy-calico',
    title: 'Everything works: Calico without encapsulation',
    story:
      'Two nodes, Calico with BGP routes from node to node. Each pod has an address of its own /32 and sends everything to 169.254.1.1, for which its node answers by proxy ARP; Felix’s chains dispatch by interface.',
    topology: as({ cni: 'calico', backend: 'host-gw' }),
    asks: EVERYTHING,
  },
  {
    name: 'healthy-calico-vxlan',
    title: 'Everything works: Calico VXLAN, dual-stack',
    story: 'Two nodes with IPv4 and IPv6, Calico with VXLAN between them.',
    topology: as({ cni: 'calico', families: [4, 6] }),
    asks: [...EVERYTHING, ...V6],
  },
  {
    name: 'healthy-load-balancer',
    title: 'Everything works: a load balancer with session affinity and source ranges',
    story:
      'The web Service has a load balancer address, admits 203.0.113.0/24, keeps clients on one backend for three hours, and is also reachable by an external IP.',
    topology: (t) =>
      withService(t, 'web', {
        type: 'LoadBalancer',
        loadBalancerIPs: ['192.0.2.10'],
        loadBalancerSourceRanges: ['203.0.113.0/24'],
        externalIPs: ['192.0.2.20'],
        sessionAffinitySeconds: 10_800,
      }),
    asks: [outsideTo('192.0.2.10', 80), outsideTo('192.0.2.20', 80), clientToService],
  },
];
