import type { ProxySite } from './kube-proxy.ts';

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

const MARK = '0x00004000';

/** Base chains: name, type, hook, priority (nftablesBaseChains); filters come before the addresses are translated. */
const BASE_CHAINS = [
  ['filter-prerouting', 'filter', 'prerouting', -110],
  ['filter-input', 'filter', 'input', -110],
  ['filter-forward', 'filter', 'forward', -110],
  ['filter-output', 'filter', 'output', -110],
  ['filter-output-post-dnat', 'filter', 'output', -90],
  ['nat-prerouting', 'nat', 'prerouting', -100],
  ['nat-output', 'nat', 'output', -100],
  ['nat-postrouting', 'nat', 'postrouting', 100],
] as const;

/** Rules of the base chains (nftablesJumpChains). */
const JUMPS: Readonly<Record<(typeof BASE_CHAINS)[number][0], readonly string[]>> = {
  'filter-prerouting': ['ct state new jump firewall-check'],
  'filter-input': ['ct state new jump nodeport-endpoints-check', 'ct state new jump service-endpoints-check'],
  'filter-forward': ['ct state new jump service-endpoints-check', 'ct state new jump cluster-ips-check'],
  'filter-output': ['ct state new jump service-endpoints-check', 'ct state new jump firewall-check'],
  'filter-output-post-dnat': ['ct state new jump cluster-ips-check'],
  'nat-prerouting': ['jump services'],
  'nat-output': ['jump services'],
  'nat-postrouting': ['jump masquerading'],
};

/** Chains that every cluster has. */
const common = (ip: string, serviceCidr: string): Readonly<Record<string, readonly string[]>> => ({
  'mark-for-masquerade': [`meta mark set meta mark or ${MARK}`],
  masquerading: [`meta mark and ${MARK} == 0 return`, `meta mark set meta mark xor ${MARK}`, 'masquerade fully-random'],
  'cluster-ips-check': [
    `${ip} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"`,
    `${ip} daddr { ${serviceCidr} } drop comment "Drop traffic to unallocated ClusterIPs"`,
  ],
  'reject-chain': ['reject'],
  'service-endpoints-check': [`${ip} daddr . meta l4proto . th dport vmap @no-endpoint-services`],
  'nodeport-endpoints-check': [`${ip} daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports`],
  'firewall-check': [`${ip} daddr . meta l4proto . th dport vmap @firewall-ips`],
  services: [
    `${ip} daddr . meta l4proto . th dport vmap @service-ips`,
    `${ip} daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports`,
  ],
});

/** The whole table as input of `nft -f`, in place of an older one. */
export function kubeProxyTable(site: ProxySite, serviceCidr: string, parts: NftParts): string {
  const ip = site.family === 4 ? 'ip' : 'ip6';
  const address = site.family === 4 ? 'ipv4_addr' : 'ipv6_addr';
  const lines: string[] = [];
  const elements = (of: readonly string[]): string => (of.length > 0 ? ` elements = { ${of.join(', ')} };` : '');
  const set = (name: string, of: readonly string[], says: string) =>
    lines.push(`set ${name} { type ${address}; comment "${says}";${elements([...new Set(of)])} }`);
  const map = (name: string, key: string, of: readonly string[], says: string) =>
    lines.push(`map ${name} { type ${key} : verdict; comment "${says}";${elements(of)} }`);
  const chain = (name: string, rules: readonly string[], hook = '') =>
    lines.push(`chain ${name} {${hook}`, ...rules.map((r) => `  ${r}`), '}');
  const byAddress = `${address} . inet_proto . inet_service`;
  const byPort = 'inet_proto . inet_service';
  set('cluster-ips', parts.clusterIps, 'Active ClusterIPs');
  set('nodeport-ips', [site.nodeIp], 'IPs that accept NodePort traffic');
  for (const [name, seconds] of parts.affinity)
    lines.push(`set ${name} { type ${address}; flags dynamic,timeout; timeout ${seconds}s; }`);
  map(
    'no-endpoint-services',
    byAddress,
    parts.noEndpointServices,
    'vmap to drop or reject packets to services with no endpoints',
  );
  map(
    'no-endpoint-nodeports',
    byPort,
    parts.noEndpointNodePorts,
    'vmap to drop or reject packets to service nodeports with no endpoints',
  );
  map('firewall-ips', byAddress, parts.firewallIps, 'destinations that are subject to LoadBalancerSourceRanges');
  map('service-ips', byAddress, parts.serviceIps, 'ClusterIP, ExternalIP and LoadBalancer IP traffic');
  map('service-nodeports', byPort, parts.nodePorts, 'NodePort traffic');
  for (const [name, type, hook, priority] of BASE_CHAINS)
    chain(name, JUMPS[name], ` type ${type} hook ${hook} priority ${priority};`);
  for (const [name, rules] of Object.entries(common(ip, serviceCidr))) chain(name, rules);
  for (const [name, rules] of parts.chains) chain(name, rules);
  const table = `table ${ip} kube-proxy`;
  return `add ${table}\ndelete ${table}\n${table} {\ncomment "rules for kube-proxy"\n${lines.join('\n')}\n}\n`;
}
