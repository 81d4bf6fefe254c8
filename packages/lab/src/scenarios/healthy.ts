import { clientToService, everyKind, outsideTo, overIpv6 } from '../faults/asks.ts';
import type { Fault } from '../faults/fault.ts';
import { withService } from '../faults/services.ts';
import type { Topology } from '../topology.ts';

/** A cluster in which everything works, told in the words of a fault that is none. */
export type Healthy = Omit<Fault, 'finding' | 'expected' | 'apply'>;

const as = (change: Partial<Topology>) => (t: Topology) => ({ ...t, ...change });

export const healthy: readonly Healthy[] = [
  {
    name: 'healthy-vxlan',
    title: 'Everything works: flannel vxlan, iptables-nft',
    story:
      'Two nodes, flannel with the vxlan backend, kube-proxy in iptables mode on iptables-nft. Pods, Services, node ports and the outside world reach each other.',
    asks: everyKind,
  },
  {
    name: 'healthy-host-gw',
    title: 'Everything works: flannel host-gw, iptables-legacy',
    story:
      'Two nodes in one network, flannel with the host-gw backend: the nodes are each other’s routers and no tunnel is needed. kube-proxy writes to iptables-legacy.',
    topology: as({ backend: 'host-gw', iptables: 'legacy' }),
    asks: everyKind,
  },
  {
    name: 'healthy-dual-stack',
    title: 'Everything works: dual-stack',
    story: 'As the vxlan cluster, with IPv4 and IPv6 addresses for nodes, pods and Services.',
    topology: as({ families: [4, 6] }),
    asks: [...everyKind, ...overIpv6],
  },
  {
    name: 'healthy-nftables',
    title: 'Everything works: kube-proxy in nftables mode, dual-stack',
    story:
      'Two nodes, flannel with the vxlan backend, kube-proxy in nftables mode: maps of the table kube-proxy lead from the Services’ addresses and node ports to chains of their endpoints.',
    topology: as({ proxyMode: 'nftables', families: [4, 6] }),
    asks: [...everyKind, ...overIpv6],
  },
  {
    name: 'healthy-calico',
    title: 'Everything works: Calico without encapsulation',
    story:
      'Two nodes, Calico with BGP routes from node to node. Each pod has an address of its own /32 and sends everything to 169.254.1.1, for which its node answers by proxy ARP; Felix’s chains dispatch by interface.',
    topology: as({ cni: 'calico', backend: 'host-gw' }),
    asks: everyKind,
  },
  {
    name: 'healthy-calico-vxlan',
    title: 'Everything works: Calico VXLAN, dual-stack',
    story: 'Two nodes with IPv4 and IPv6, Calico with VXLAN between them.',
    topology: as({ cni: 'calico', families: [4, 6] }),
    asks: [...everyKind, ...overIpv6],
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
