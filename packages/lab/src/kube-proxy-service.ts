import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { parsePrefix, prefixContains } from '@skoop/model';
import type { Endpoint } from './endpoints.ts';
import type { ProxyDecision } from './kube-proxy-decision.ts';
import type { ProxyPort } from './kube-proxy-ports.ts';
import { localInIptables, type ProxySite } from './kube-proxy-site.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HASH_LENGTH = 16;

/** The first letters of the base32 of some bytes. */
export function base32(bytes: Buffer, letters: number): string {
  const bits = [...bytes].map((b) => b.toString(2).padStart(8, '0')).join('');
  let out = '';
  for (let i = 0; i < letters; i++) out += BASE32[Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2)];
  return out;
}
/** First 16 letters of the base32 of a SHA-256 (pkg/proxy/iptables: portProtoHash). */
const hash = (text: string): string => base32(createHash('sha256').update(text).digest(), HASH_LENGTH);

export const hostPort = (e: Endpoint): string =>
  isIP(e.address) === 6 ? `[${e.address}]:${e.port}` : `${e.address}:${e.port}`;
export const chainName = (kind: 'SVC' | 'SVL' | 'EXT' | 'FW', p: ProxyPort): string =>
  `KUBE-${kind}-${hash(p.name + p.protocol)}`;
const endpointChain = (p: ProxyPort, e: Endpoint): string => `KUBE-SEP-${hash(p.name + p.protocol + hostPort(e))}`;

const comment = (text: string): string => `-m comment --comment "${text}"`;
const probability = (n: number): string => (1 / n).toFixed(10);

/** Large clusters spare the comments of endpoints (appendServiceCommentLocked). */
const endpointComment = (site: ProxySite, text: string): string => (site.large ? '' : `${comment(text)} `);

function balance(p: ProxyPort, site: ProxySite, chain: string, endpoints: readonly Endpoint[]): string[] {
  const says = (e: Endpoint) => endpointComment(site, `${p.name} -> ${hostPort(e)}`);
  const affinity =
    p.affinitySeconds === undefined
      ? []
      : endpoints.map((e) => {
          const sep = endpointChain(p, e);
          return `${chain} ${says(e)}-m recent --name ${sep} --rcheck --seconds ${p.affinitySeconds} --reap -j ${sep}`;
        });
  const choices = endpoints.map((e, i) => {
    const left = endpoints.length - i;
    const dice = left > 1 ? `-m statistic --mode random --probability ${probability(left)} ` : '';
    return `${chain} ${says(e)}${dice}-j ${endpointChain(p, e)}`;
  });
  return [...affinity, ...choices];
}

function endpointRules(p: ProxyPort, site: ProxySite, e: Endpoint): string[] {
  const chain = endpointChain(p, e);
  const says = endpointComment(site, p.name);
  const recent = p.affinitySeconds === undefined ? '' : `-m recent --name ${chain} --set `;
  return [
    `${chain} ${says}-s ${e.address} -j KUBE-MARK-MASQ`,
    `${chain} ${says}${recent}-m ${p.protocol} -p ${p.protocol} -j DNAT --to-destination ${hostPort(e)}`,
  ];
}

function externalRules(p: ProxyPort, d: ProxyDecision, site: ProxySite): string[] {
  const chain = chainName('EXT', p);
  const cluster = chainName('SVC', p);
  const pods = localInIptables(site);
  const to = `${p.name} external destinations`;
  const rules = p.externalLocal
    ? [
        ...(pods ? [`${chain} ${comment(`pod traffic for ${to}`)} ${pods.is} -j ${cluster}`] : []),
        `${chain} ${comment(`masquerade LOCAL traffic for ${to}`)} -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ`,
        `${chain} ${comment(`route LOCAL traffic for ${to}`)} -m addrtype --src-type LOCAL -j ${cluster}`,
      ]
    : [`${chain} ${comment(`masquerade traffic for ${to}`)} -j KUBE-MARK-MASQ`];
  return d.hasExternal ? [...rules, `${chain} -j ${p.externalLocal ? chainName('SVL', p) : cluster}`] : rules;
}

function firewallRules(p: ProxyPort, nodeIp: string): string[] {
  const chain = chainName('FW', p);
  const says = comment(`${p.name} loadbalancer IP`);
  const external = chainName('EXT', p);
  const fromNode = p.sourceRanges.some((r) => {
    const prefix = parsePrefix(r);
    return prefix !== undefined && prefixContains(prefix, nodeIp);
  });
  return [
    ...p.sourceRanges.map((r) => `${chain} ${says} -s ${r} -j ${external}`),
    ...(fromNode ? p.loadBalancerIps.map((ip) => `${chain} ${says} -s ${ip} -j ${external}`) : []),
    `${chain} ${comment(`other traffic to ${p.name} will be dropped by KUBE-PROXY-FIREWALL`)}`,
  ];
}

/** What marks traffic to the cluster IP that has to come back through this node; none if kube-proxy cannot tell. */
function internalMasquerade(p: ProxyPort, site: ProxySite): string[] {
  const pods = localInIptables(site);
  if (!pods && !site.masqueradeAll) return [];
  const chain = chainName(p.internalLocal ? 'SVL' : 'SVC', p);
  const match = `-m ${p.protocol} -p ${p.protocol} -d ${p.clusterIp} --dport ${p.port}`;
  const whose = site.masqueradeAll || !pods ? '' : ` ${pods.isNot}`;
  return [`${chain} ${comment(`${p.name} cluster IP`)} ${match}${whose} -j KUBE-MARK-MASQ`];
}

/** Chains of one service port in the nat table, with their rules. */
export function serviceChains(
  p: ProxyPort,
  d: ProxyDecision,
  site: ProxySite,
): { readonly chains: readonly string[]; readonly rules: readonly string[] } {
  const chains: string[] = [];
  const rules: string[] = [];
  const add = (chain: string, more: readonly string[]) => {
    chains.push(chain);
    rules.push(...more);
  };
  if (d.hasInternal) rules.push(...internalMasquerade(p, site));
  if (d.hasEndpoints && d.externallyAccessible) add(chainName('EXT', p), externalRules(p, d, site));
  if (d.usesFirewall) add(chainName('FW', p), firewallRules(p, site.nodeIp));
  if (d.cluster.length > 0) add(chainName('SVC', p), balance(p, site, chainName('SVC', p), d.cluster));
  if (d.local.length > 0) add(chainName('SVL', p), balance(p, site, chainName('SVL', p), d.local));
  for (const e of d.reachable) add(endpointChain(p, e), endpointRules(p, site, e));
  return { chains, rules };
}
