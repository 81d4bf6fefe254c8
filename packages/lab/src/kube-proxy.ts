import type { Address, Family } from '@skoop/model';
import type { RuleText } from './iptables-text.ts';
import { decide, type ProxyDecision } from './kube-proxy-decision.ts';
import type { ProxyPort } from './kube-proxy-ports.ts';
import { chainName, serviceChains } from './kube-proxy-service.ts';
import type { ProxySite } from './kube-proxy-site.ts';

const MARK = '0x4000/0x4000';
const comment = (text: string): string => `-m comment --comment "${text}"`;
const NEW = '-m conntrack --ctstate NEW';

/** Jumps out of the built-in chains, in the order that they end up in: kube-proxy prepends one by one, kubelet as well. */
const FILTER_JUMPS = [
  `INPUT ${NEW} ${comment('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`,
  `INPUT ${comment('kubernetes health check service ports')} -j KUBE-NODEPORTS`,
  `INPUT ${NEW} ${comment('kubernetes externally-visible service portals')} -j KUBE-EXTERNAL-SERVICES`,
  'INPUT -j KUBE-FIREWALL',
  `FORWARD ${NEW} ${comment('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`,
  `FORWARD ${comment('kubernetes forwarding rules')} -j KUBE-FORWARD`,
  `FORWARD ${NEW} ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  `FORWARD ${NEW} ${comment('kubernetes externally-visible service portals')} -j KUBE-EXTERNAL-SERVICES`,
  `OUTPUT ${NEW} ${comment('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`,
  `OUTPUT ${NEW} ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  'OUTPUT -j KUBE-FIREWALL',
];
const NAT_JUMPS = [
  `PREROUTING ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  `OUTPUT ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  `POSTROUTING ${comment('kubernetes postrouting rules')} -j KUBE-POSTROUTING`,
];
const MASQUERADING = [
  `KUBE-POSTROUTING -m mark ! --mark ${MARK} -j RETURN`,
  'KUBE-POSTROUTING -j MARK --xor-mark 0x4000',
  `KUBE-POSTROUTING ${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
  'KUBE-MARK-MASQ -j MARK --or-mark 0x4000',
];
const forwarding = (site: ProxySite): string[] => [
  ...(site.liberal
    ? []
    : [`KUBE-FORWARD -m conntrack --ctstate INVALID ${counter(site, 'ct_state_invalid_dropped_pkts')}-j DROP`]),
  `KUBE-FORWARD ${comment('kubernetes forwarding rules')} -m mark --mark ${MARK} -j ACCEPT`,
  `KUBE-FORWARD ${comment('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
];
const LOCALNET =
  `KUBE-FIREWALL ${comment('block incoming localnet connections')} -d 127.0.0.0/8 ! -s 127.0.0.0/8 ` +
  '-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP';

const counter = (site: ProxySite, name: string): string => (site.counters ? `-m nfacct --nfacct-name ${name} ` : '');

/** What kubelet alone writes: kube-proxy's own rules are elsewhere in nftables mode (pkg/kubelet/kubelet_network_linux.go). */
export const kubeletRules = (family: Family): RuleText => ({
  mangle: { chains: ['KUBE-IPTABLES-HINT', 'KUBE-KUBELET-CANARY'], rules: [] },
  filter: {
    chains: ['KUBE-FIREWALL', 'KUBE-KUBELET-CANARY'],
    rules: ['INPUT -j KUBE-FIREWALL', 'OUTPUT -j KUBE-FIREWALL', ...(family === 4 ? [LOCALNET] : [])],
  },
  nat: { chains: ['KUBE-KUBELET-CANARY'], rules: [] },
});

/** Rules that catch one service port in the chains that all services share. */
function capture(p: ProxyPort, d: ProxyDecision, site: ProxySite): { nat: string[]; filter: string[] } {
  const nat: string[] = [];
  const filter: string[] = [];
  const to = (address: Address, port: number) => `-m ${p.protocol} -p ${p.protocol} -d ${address} --dport ${port}`;
  const none = d.hasEndpoints ? 'DROP' : 'REJECT';
  const why = comment(`${p.name} has no ${d.hasEndpoints ? 'local ' : ''}endpoints`);
  const external = chainName('EXT', p);
  const catchVips = (vips: readonly Address[], says: string, chain: string) => {
    for (const ip of vips) {
      if (d.hasEndpoints) nat.push(`KUBE-SERVICES ${comment(`${p.name} ${says}`)} ${to(ip, p.port)} -j ${chain}`);
      if (!d.hasExternal) filter.push(`KUBE-EXTERNAL-SERVICES ${why} ${to(ip, p.port)} -j ${none}`);
    }
  };
  if (d.hasInternal) {
    const chain = chainName(p.internalLocal ? 'SVL' : 'SVC', p);
    nat.push(`KUBE-SERVICES ${comment(`${p.name} cluster IP`)} ${to(p.clusterIp, p.port)} -j ${chain}`);
  } else filter.push(`KUBE-SERVICES ${why} ${to(p.clusterIp, p.port)} -j ${none}`);
  catchVips(p.externalIps, 'external IP', external);
  catchVips(p.loadBalancerIps, 'loadbalancer IP', d.usesFirewall ? chainName('FW', p) : external);
  if (d.usesFirewall)
    for (const ip of p.loadBalancerIps)
      filter.push(
        `KUBE-PROXY-FIREWALL ${comment(`${p.name} traffic not accepted by ${chainName('FW', p)}`)} ${to(ip, p.port)} -j DROP`,
      );
  if (p.nodePort !== undefined) {
    const port = `-m ${p.protocol} -p ${p.protocol} --dport ${p.nodePort}`;
    if (d.hasEndpoints) {
      const says = `KUBE-NODEPORTS ${comment(p.name)}`;
      if (site.counters && site.family === 4 && site.localhostNodePorts !== false)
        nat.push(`${says} -d 127.0.0.0/8 ${port} ${counter(site, 'localhost_nps_accepted_pkts')}-j ${external}`);
      nat.push(`${says} ${port} -j ${external}`);
    }
    if (!d.hasExternal) filter.push(`KUBE-EXTERNAL-SERVICES ${why} -m addrtype --dst-type LOCAL ${port} -j ${none}`);
  }
  if (p.healthCheckNodePort !== undefined)
    filter.push(
      `KUBE-NODEPORTS ${comment(`${p.name} health check node port`)} -m tcp -p tcp --dport ${p.healthCheckNodePort} -j ACCEPT`,
    );
  return { nat, filter };
}

/** The last rules of KUBE-SERVICES: which addresses of the node have node ports. */
function nodePortRules(site: ProxySite): string[] {
  const says = comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain');
  const localhost = site.localhostNodePorts !== false && site.family === 4;
  const loopback = site.family === 6 ? '::1/128' : '127.0.0.0/8';
  if (!site.nodePortAddresses) {
    const but = localhost ? '' : ` ! -d ${loopback}`;
    return [`KUBE-SERVICES ${says} -m addrtype --dst-type LOCAL${but} -j KUBE-NODEPORTS`];
  }
  return site.nodePortAddresses
    .filter((a) => localhost || !(a === '::1' || a.startsWith('127.')))
    .map((a) => `KUBE-SERVICES ${says} -d ${a} -j KUBE-NODEPORTS`);
}

/**
 * What kube-proxy 1.32 in iptables mode writes on one node for one family (pkg/proxy/iptables/proxier.go: syncProxyRules), with kubelet's
 * KUBE-FIREWALL. Services come in the given order, where the real one follows a Go map's.
 */
export function kubeProxyRules(site: ProxySite, ports: readonly ProxyPort[]): RuleText {
  const nat: string[] = [];
  const filter: string[] = [];
  const chains: string[] = [];
  const bodies: string[] = [];
  for (const p of ports) {
    const d = decide(p, site);
    const caught = capture(p, d, site);
    nat.push(...caught.nat);
    filter.push(...caught.filter);
    const own = serviceChains(p, d, site);
    chains.push(...own.chains);
    bodies.push(...own.rules);
  }
  return {
    mangle: { chains: ['KUBE-IPTABLES-HINT', 'KUBE-KUBELET-CANARY', 'KUBE-PROXY-CANARY'], rules: [] },
    filter: {
      chains: [
        'KUBE-EXTERNAL-SERVICES',
        'KUBE-FIREWALL',
        'KUBE-FORWARD',
        'KUBE-KUBELET-CANARY',
        'KUBE-NODEPORTS',
        'KUBE-PROXY-CANARY',
        'KUBE-PROXY-FIREWALL',
        'KUBE-SERVICES',
      ],
      rules: [...FILTER_JUMPS, ...(site.family === 4 ? [LOCALNET] : []), ...filter, ...forwarding(site)],
    },
    nat: {
      chains: [
        'KUBE-KUBELET-CANARY',
        'KUBE-MARK-MASQ',
        'KUBE-NODEPORTS',
        'KUBE-POSTROUTING',
        'KUBE-PROXY-CANARY',
        'KUBE-SERVICES',
        ...chains,
      ],
      rules: [...NAT_JUMPS, ...MASQUERADING, ...nat, ...bodies, ...nodePortRules(site)],
    },
  };
}
