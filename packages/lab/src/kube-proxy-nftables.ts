import { createHash } from 'node:crypto';
import { type Address, parsePrefix, prefixContains } from '@skoop/model';
import type { Endpoint } from './endpoints.ts';
import { decide, type ProxyDecision } from './kube-proxy-decision.ts';
import { type Skeleton, skeletonOf } from './kube-proxy-nftables-layout.ts';
import { kubeProxyTable, type NftParts } from './kube-proxy-nftables-table.ts';
import type { ProxyPort } from './kube-proxy-ports.ts';
import { base32, hostPort } from './kube-proxy-service.ts';
import { localInNftables, type ProxySite } from './kube-proxy-site.ts';

const HASH_LENGTH = 8;
/** Hash and plain name (pkg/proxy/nftables: hashAndTruncate); no name of the lab is long enough to be cut. */
const hashed = (name: string): string => `${base32(createHash('sha256').update(name).digest(), HASH_LENGTH)}-${name}`;

/** `namespace/service/protocol/port name` of a port that kube-proxy calls `namespace/service:port name`. */
const pathOf = (p: ProxyPort): string => {
  const [service = '', port = ''] = p.name.split(':');
  return `${service}/${p.protocol}/${port}`;
};
const chainOf = (kind: 'service' | 'local' | 'external' | 'firewall', p: ProxyPort): string =>
  `${kind}-${hashed(pathOf(p))}`;
const endpointName = (p: ProxyPort, e: Endpoint): string =>
  hashed(`${pathOf(p)}__${e.address.replaceAll(':', '.')}/${e.port}`);
const endpointChain = (p: ProxyPort, e: Endpoint): string => `endpoint-${endpointName(p, e)}`;
const affinitySet = (p: ProxyPort, e: Endpoint): string => `affinity-${endpointName(p, e)}`;

const MASQUERADE = 'jump mark-for-masquerade';

/** From a chain of one service to its endpoints: first those that the client is known at, then by dice. */
function balance(p: ProxyPort, ip: string, endpoints: readonly Endpoint[]): string[] {
  const known = endpoints.map((e) => `${ip} saddr @${affinitySet(p, e)} goto ${endpointChain(p, e)}`);
  const dice = endpoints.map((e, i) => `${i} : goto ${endpointChain(p, e)}`).join(', ');
  return [...(p.affinitySeconds === undefined ? [] : known), `numgen random mod ${endpoints.length} vmap { ${dice} }`];
}

const endpointRules = (p: ProxyPort, ip: string, e: Endpoint): string[] => [
  `${ip} saddr ${e.address} ${MASQUERADE}`,
  ...(p.affinitySeconds === undefined ? [] : [`update @${affinitySet(p, e)} { ${ip} saddr }`]),
  `meta l4proto ${p.protocol} dnat to ${hostPort(e)}`,
];

function externalRules(p: ProxyPort, d: ProxyDecision, site: ProxySite): string[] {
  const cluster = chainOf('service', p);
  const pods = localInNftables(site);
  const rules = p.externalLocal
    ? [
        ...(pods ? [`${pods.is} goto ${cluster} comment "short-circuit pod traffic"`] : []),
        `fib saddr type local ${MASQUERADE} comment "masquerade local traffic"`,
        `fib saddr type local goto ${cluster} comment "short-circuit local traffic"`,
      ]
    : [MASQUERADE];
  return d.hasExternal ? [...rules, `goto ${p.externalLocal ? chainOf('local', p) : cluster}`] : rules;
}

function firewallRules(p: ProxyPort, site: ProxySite, ip: string, before: boolean): string[] {
  const fromNode = p.sourceRanges.some((r) => {
    const prefix = parsePrefix(r);
    return prefix !== undefined && prefixContains(prefix, site.nodeIp);
  });
  const allowed = `{ ${[...p.sourceRanges, ...(fromNode ? p.loadBalancerIps : [])].join(', ')} }`;
  const says = 'comment "LoadBalancer traffic allowed by LoadBalancerSourceRanges"';
  return before
    ? [`${ip} saddr != ${allowed} drop`]
    : [`${ip} saddr ${allowed} goto ${chainOf('external', p)} ${says}`];
}

/** Elements of the maps that lead to one service port. */
function capture(p: ProxyPort, d: ProxyDecision, skeleton: Skeleton, parts: NftParts): void {
  const at = (address: Address): string => `${address} . ${p.protocol} . ${p.port}`;
  const says = `comment "${p.name}"`;
  const none = d.hasEndpoints ? 'drop' : 'goto reject-chain';
  const external = `goto ${chainOf('external', p)}`;
  parts.clusterIps.push(p.clusterIp);
  if (d.hasInternal)
    parts.serviceIps.push(`${at(p.clusterIp)} : goto ${chainOf(p.internalLocal ? 'local' : 'service', p)}`);
  else parts.noEndpointServices.push(`${at(p.clusterIp)} ${says} : ${none}`);
  const behindFirewall = !skeleton.firewallMap && d.usesFirewall;
  for (const ip of [...p.externalIps, ...p.loadBalancerIps]) {
    const by = behindFirewall && p.loadBalancerIps.includes(ip) ? `goto ${chainOf('firewall', p)}` : external;
    if (d.hasEndpoints) parts.serviceIps.push(`${at(ip)} : ${by}`);
    if (!d.hasExternal) parts.noEndpointServices.push(`${at(ip)} ${says} : ${none}`);
  }
  if (p.sourceRanges.length > 0 && (skeleton.firewallMap || d.usesFirewall)) {
    const to = skeleton.firewallMap ? ` : goto ${chainOf('firewall', p)}` : '';
    for (const ip of p.loadBalancerIps) parts.firewallIps.push(`${at(ip)}${to}`);
  }
  if (p.nodePort === undefined) return;
  if (d.hasEndpoints) parts.nodePorts.push(`${p.protocol} . ${p.nodePort} : ${external}`);
  if (!d.hasExternal) parts.noEndpointNodePorts.push(`${p.protocol} . ${p.nodePort} ${says} : ${none}`);
}

/** What marks traffic to the cluster IP that has to come back through this node; none if kube-proxy cannot tell. */
function internalMasquerade(p: ProxyPort, site: ProxySite, skeleton: Skeleton, ip: string): string[] {
  const pods = localInNftables(site);
  if (!pods && !site.masqueradeAll) return [];
  const port = skeleton.portInMasquerade ? ` ${p.protocol} dport ${p.port}` : '';
  const whose = site.masqueradeAll || !pods ? '' : ` ${pods.isNot}`;
  return [`${ip} daddr ${p.clusterIp}${port}${whose} ${MASQUERADE}`];
}

function chainsOf(p: ProxyPort, d: ProxyDecision, site: ProxySite, skeleton: Skeleton, parts: NftParts): void {
  const ip = site.family === 4 ? 'ip' : 'ip6';
  const add = (chain: string, rules: readonly string[]) => {
    parts.chains.set(chain, [...(parts.chains.get(chain) ?? []), ...rules]);
  };
  if (d.hasInternal) add(chainOf(p.internalLocal ? 'local' : 'service', p), internalMasquerade(p, site, skeleton, ip));
  if (d.hasEndpoints && d.externallyAccessible) add(chainOf('external', p), externalRules(p, d, site));
  if (p.sourceRanges.length > 0 && p.loadBalancerIps.length > 0 && (skeleton.firewallMap || d.usesFirewall))
    add(chainOf('firewall', p), firewallRules(p, site, ip, skeleton.firewallMap));
  if (d.cluster.length > 0) add(chainOf('service', p), balance(p, ip, d.cluster));
  if (d.local.length > 0) add(chainOf('local', p), balance(p, ip, d.local));
  for (const e of d.reachable) {
    add(endpointChain(p, e), endpointRules(p, ip, e));
    if (p.affinitySeconds !== undefined) parts.affinity.set(affinitySet(p, e), p.affinitySeconds);
  }
}

/**
 * Input of `nft -f`: the table that kube-proxy in nftables mode writes on one node for one family (pkg/proxy/nftables/proxier.go:
 * setupNFTables, syncProxyRules), in place of an older one.
 */
export function kubeProxyNftables(site: ProxySite, serviceCidr: string, ports: readonly ProxyPort[]): string {
  const skeleton = skeletonOf(site.nftLayout ?? '1.33', site.family, serviceCidr);
  const parts: NftParts = {
    clusterIps: [],
    serviceIps: [],
    firewallIps: [],
    noEndpointServices: [],
    nodePorts: [],
    noEndpointNodePorts: [],
    affinity: new Map(),
    chains: new Map(),
  };
  for (const p of ports) {
    const d = decide(p, site);
    capture(p, d, skeleton, parts);
    chainsOf(p, d, site, skeleton, parts);
  }
  return kubeProxyTable(site, skeleton, parts);
}
