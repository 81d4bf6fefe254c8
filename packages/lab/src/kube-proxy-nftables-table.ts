import type { Skeleton } from './kube-proxy-nftables-layout.ts';
import type { ProxySite } from './kube-proxy-site.ts';

/** What differs from cluster to cluster in kube-proxy's nftables table: elements of its sets and maps, chains with their rules. */
export type NftParts = {
  readonly clusterIps: string[];
  readonly serviceIps: string[];
  readonly firewallIps: string[];
  readonly noEndpointServices: string[];
  readonly nodePorts: string[];
  readonly noEndpointNodePorts: string[];
  /** Name of a set of clients -> seconds. */
  readonly affinity: Map<string, number>;
  readonly chains: Map<string, readonly string[]>;
};

/** The whole table as input of `nft -f`, in place of an older one. */
export function kubeProxyTable(site: ProxySite, skeleton: Skeleton, parts: NftParts): string {
  const ip = site.family === 4 ? 'ip' : 'ip6';
  const address = site.family === 4 ? 'ipv4_addr' : 'ipv6_addr';
  const lines: string[] = [];
  const elements = (of: readonly string[]): string => (of.length > 0 ? ` elements = { ${of.join(', ')} };` : '');
  const set = (name: string, of: readonly string[], says: string, type: string = address) =>
    lines.push(`set ${name} { type ${type}; comment "${says}";${elements([...new Set(of)])} }`);
  const map = (name: string, key: string, of: readonly string[], says: string) =>
    lines.push(`map ${name} { type ${key} : verdict; comment "${says}";${elements(of)} }`);
  const chain = (name: string, rules: readonly string[], hook = '') =>
    lines.push(`chain ${name} {${hook}`, ...rules.map((r) => `  ${r}`), '}');
  const byAddress = `${address} . inet_proto . inet_service`;
  const byPort = 'inet_proto . inet_service';
  const ranges = 'destinations that are subject to LoadBalancerSourceRanges';
  const nothing = (whom: string) => `vmap to drop or reject packets to ${whom} with no endpoints`;
  if (skeleton.clusterIps) set('cluster-ips', parts.clusterIps, 'Active ClusterIPs');
  if (skeleton.nodePortSet)
    set('nodeport-ips', site.nodePortAddresses ?? [site.nodeIp], 'IPs that accept NodePort traffic');
  for (const [name, seconds] of parts.affinity)
    lines.push(`set ${name} { type ${address}; flags dynamic,timeout; timeout ${seconds}s; }`);
  map('no-endpoint-services', byAddress, parts.noEndpointServices, nothing('services'));
  map('no-endpoint-nodeports', byPort, parts.noEndpointNodePorts, nothing('service nodeports'));
  if (skeleton.firewallMap) map('firewall-ips', byAddress, parts.firewallIps, ranges);
  else set('firewall', parts.firewallIps, ranges, byAddress);
  map('service-ips', byAddress, parts.serviceIps, 'ClusterIP, ExternalIP and LoadBalancer IP traffic');
  map('service-nodeports', byPort, parts.nodePorts, 'NodePort traffic');
  for (const [name, [type, hook, priority, ...rules]] of Object.entries(skeleton.base))
    chain(name, rules, ` type ${type} hook ${hook} priority ${priority};`);
  for (const [name, rules] of Object.entries(skeleton.chains)) chain(name, rules);
  for (const [name, rules] of parts.chains) chain(name, rules);
  const table = `table ${ip} kube-proxy`;
  return `add ${table}\ndelete ${table}\n${table} {\ncomment "rules for kube-proxy"\n${lines.join('\n')}\n}\n`;
}
