import type { Family } from '@skoop/model';
import { demoTopology } from '../demo-topology.ts';
import type { PodSpec, ServiceSpec, Topology } from '../topology.ts';
import { Random } from './random.ts';

const CNI_STREAM = 2_000_000_011;
const PROXY_STREAM = 1_000_000_007;
const FAMILIES: readonly (readonly Family[])[] = [[4], [4], [4], [4, 6], [6], [6, 4]];
const DUAL = {
  4: { externalIPs: ['192.0.2.20'], loadBalancerIPs: ['192.0.2.10'] },
  6: { externalIPs: ['2001:db8:2::20'], loadBalancerIPs: ['2001:db8:2::10'] },
};

/** What a Service may have beside its ports. */
function serviceExtras(random: Random, families: readonly Family[]): Partial<ServiceSpec> {
  const addresses = (of: 'externalIPs' | 'loadBalancerIPs') => families.flatMap((f) => DUAL[f][of]);
  switch (random.below(8)) {
    case 0:
      return { sessionAffinitySeconds: 10_800 };
    case 1:
      return { externalTrafficPolicy: 'Local' };
    case 2:
      return { internalTrafficPolicy: 'Local' };
    case 3:
      return { externalIPs: addresses('externalIPs') };
    case 4:
      return {
        type: 'LoadBalancer',
        loadBalancerIPs: addresses('loadBalancerIPs'),
        ...(random.chance(0.5)
          ? { loadBalancerSourceRanges: families.map((f) => (f === 4 ? '203.0.113.0/24' : '2001:db8:113::/64')) }
          : {}),
      };
    default:
      return {};
  }
}

/** A cluster of one to four nodes with the pods and Services of the demo, and chance in what they are like. */
export function randomTopology(
  seed: number,
  random: Random,
): { readonly topology: Topology; readonly kinds: readonly string[]; readonly sticky: boolean } {
  const families = random.pick(FAMILIES);
  const count = random.pick([1, 2, 2, 2, 2, 3, 3, 4]);
  const nodes = Array.from({ length: count }, (_, i) => ({ name: `node-${i + 1}` }));
  const last = `node-${count}`;
  const second = `node-${Math.min(2, count)}`;
  const base = demoTopology({ families, nodes });
  const extras = serviceExtras(random, families);
  const moved = base.pods.map(
    (p): PodSpec => (p.node === 'node-2' ? { ...p, node: p.name === 'coredns' ? last : second } : p),
  );
  const web = { labels: { app: 'web' }, ports: [{ name: 'http', port: 8080 }] };
  const pods: PodSpec[] = [
    ...moved,
    ...(count > 2 ? [{ name: 'web-3', node: last, ...web, ready: random.chance(0.8) }] : []),
    ...(random.chance(0.25) ? [{ name: 'web-host', node: last, ...web, hostNetwork: true }] : []),
  ];
  const backend = random.chance(0.65) ? 'vxlan' : 'host-gw';
  const iptables = random.chance(0.6) ? 'nft' : 'legacy';
  // Streams of their own: what else a seed draws stays the same.
  const cni = new Random(seed + CNI_STREAM).chance(0.15) ? 'calico' : 'flannel';
  const nftables = new Random(seed + PROXY_STREAM).chance(0.2);
  const topology: Topology = {
    ...base,
    name: `truth-${seed}`,
    cni,
    backend,
    iptables,
    ...(nftables ? { proxyMode: 'nftables' } : {}),
    pods,
    services: base.services.map((x) => (x.name === 'web' ? { ...x, ...extras } : x)),
  };
  const kinds = [
    `${cni} ${backend}`,
    nftables ? 'kube-proxy nftables' : `kube-proxy iptables-${iptables}`,
    families.map((f) => `IPv${f}`).join(' and '),
    `${count} node${count > 1 ? 's' : ''}`,
    ...Object.keys(extras).filter((k) => k !== 'type'),
    ...(pods.some((p) => p.hostNetwork) ? ['pod in the host network'] : []),
  ];
  return { topology, kinds, sticky: 'sessionAffinitySeconds' in extras };
}
