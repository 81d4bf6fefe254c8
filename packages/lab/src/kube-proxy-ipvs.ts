import type { Address } from '@skoop/model';
import type { RuleText } from './iptables-text.ts';
import { decide } from './kube-proxy-decision.ts';
import { allowsNode, type ProxySet, type ProxySets, setName } from './kube-proxy-ipvs-sets.ts';
import type { ProxyPort } from './kube-proxy-ports.ts';
import type { ProxySite } from './kube-proxy-site.ts';

const MARK = '0x4000/0x4000';
const comment = (text: string): string => `-m comment --comment "${text}"`;

const SAYS: Partial<Record<ProxySet, string>> = {
  'LOOP-BACK': 'Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose',
  'CLUSTER-IP': 'Kubernetes service cluster ip + port for masquerade purpose',
  'EXTERNAL-IP': 'Kubernetes service external ip + port for masquerade and filter purpose',
  'EXTERNAL-IP-LOCAL': 'Kubernetes service external ip + port with externalTrafficPolicy=local',
  'LOAD-BALANCER': 'Kubernetes service lb portal',
  'LOAD-BALANCER-FW': 'Kubernetes service load balancer ip + port for load balancer with sourceRange',
  'LOAD-BALANCER-LOCAL': 'Kubernetes service load balancer ip + port with externalTrafficPolicy=local',
  'LOAD-BALANCER-SOURCE-IP': 'Kubernetes service load balancer ip + port + source IP for packet filter purpose',
  'LOAD-BALANCER-SOURCE-CIDR': 'Kubernetes service load balancer ip + port + source cidr for packet filter purpose',
  'NODE-PORT-TCP': 'Kubernetes nodeport TCP port for masquerade purpose',
  'NODE-PORT-LOCAL-TCP': 'Kubernetes nodeport TCP port with externalTrafficPolicy=local',
  'NODE-PORT-UDP': 'Kubernetes nodeport UDP port for masquerade purpose',
  'NODE-PORT-LOCAL-UDP': 'Kubernetes nodeport UDP port with externalTrafficPolicy=local',
  'HEALTH-CHECK-NODE-PORT': 'Kubernetes health check node port',
};

/** Jumps out of the built-in chains in the order that they end up in (iptablesJumpChain, each put in front), with kubelet's. */
const FILTER_JUMPS = [
  `INPUT ${comment('kubernetes ipvs access filter')} -j KUBE-IPVS-FILTER`,
  `INPUT ${comment('kube-proxy firewall rules')} -j KUBE-PROXY-FIREWALL`,
  `INPUT ${comment('kubernetes health check rules')} -j KUBE-NODE-PORT`,
  'INPUT -j KUBE-FIREWALL',
  `FORWARD ${comment('kube-proxy firewall rules')} -j KUBE-PROXY-FIREWALL`,
  `FORWARD ${comment('kubernetes forwarding rules')} -j KUBE-FORWARD`,
  `OUTPUT ${comment('kubernetes ipvs access filter')} -j KUBE-IPVS-OUT-FILTER`,
  'OUTPUT -j KUBE-FIREWALL',
];
const NAT_JUMPS = [
  `PREROUTING ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  `OUTPUT ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  `POSTROUTING ${comment('kubernetes postrouting rules')} -j KUBE-POSTROUTING`,
];
const LOCALNET =
  `KUBE-FIREWALL ${comment('block incoming localnet connections')} -d 127.0.0.0/8 ! -s 127.0.0.0/8 ` +
  '-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP';

/**
 * The iptables rules of kube-proxy 1.32 in ipvs mode on one node for one family (pkg/proxy/ipvs/proxier.go: writeIptablesRules), with
 * kubelet's KUBE-FIREWALL. Empty sets get no rules of their own.
 */
export function ipvsRules(site: ProxySite, ports: readonly ProxyPort[], sets: ProxySets): RuleText {
  const match = (set: ProxySet, flags: string): string => `-m set --match-set ${setName(set, site.family)} ${flags}`;
  const rule = (chain: string, set: ProxySet, flags: string, rest: string, protocol = ''): string[] =>
    sets[set].length === 0 ? [] : [`${chain} ${protocol}${comment(SAYS[set] ?? '')} ${match(set, flags)} ${rest}`];
  const external = (set: ProxySet): string[] => [
    ...rule('KUBE-SERVICES', set, 'dst,dst', '-m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT'),
    ...rule('KUBE-SERVICES', set, 'dst,dst', '-m addrtype --dst-type LOCAL -j ACCEPT'),
  ];
  const accept = (set: ProxySet): string[] =>
    sets[set].length === 0 ? [] : [`KUBE-SERVICES ${match(set, 'dst,dst')} -j ACCEPT`];
  const nodePorts = (['TCP', 'UDP'] as const).flatMap((protocol) => {
    const p = `-p ${protocol.toLowerCase()} `;
    return [
      ...rule('KUBE-NODE-PORT', `NODE-PORT-LOCAL-${protocol}`, 'dst', '-j RETURN', p),
      ...rule('KUBE-NODE-PORT', `NODE-PORT-${protocol}`, 'dst', '-j KUBE-MARK-MASQ', p),
    ];
  });
  const outside = ports.flatMap((p) =>
    p.sourceRanges.length > 0 && !allowsNode(p, site.nodeIp)
      ? p.loadBalancerIps.map(
          (ip) =>
            `KUBE-IPVS-OUT-FILTER -s ${ip} -m ipvs --vaddr ${ip} --vproto ${p.protocol} --vport ${p.port} -j DROP`,
        )
      : [],
  );
  return {
    mangle: { chains: ['KUBE-IPTABLES-HINT', 'KUBE-KUBELET-CANARY'], rules: [] },
    filter: {
      chains: [
        'KUBE-FIREWALL',
        'KUBE-FORWARD',
        'KUBE-IPVS-FILTER',
        'KUBE-IPVS-OUT-FILTER',
        'KUBE-KUBELET-CANARY',
        'KUBE-NODE-PORT',
        'KUBE-PROXY-FIREWALL',
        'KUBE-SOURCE-RANGES-FIREWALL',
      ],
      rules: [
        ...FILTER_JUMPS,
        ...(site.family === 4 ? [LOCALNET] : []),
        ...rule('KUBE-PROXY-FIREWALL', 'LOAD-BALANCER-FW', 'dst,dst', '-j KUBE-SOURCE-RANGES-FIREWALL'),
        ...rule('KUBE-SOURCE-RANGES-FIREWALL', 'LOAD-BALANCER-SOURCE-CIDR', 'dst,dst,src', '-j RETURN'),
        ...rule('KUBE-SOURCE-RANGES-FIREWALL', 'LOAD-BALANCER-SOURCE-IP', 'dst,dst,src', '-j RETURN'),
        'KUBE-SOURCE-RANGES-FIREWALL -j DROP',
        ...outside,
        `KUBE-FORWARD ${comment('kubernetes forwarding rules')} -m mark --mark ${MARK} -j ACCEPT`,
        `KUBE-FORWARD ${comment('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
        `KUBE-NODE-PORT ${comment(SAYS['HEALTH-CHECK-NODE-PORT'] ?? '')} ${match('HEALTH-CHECK-NODE-PORT', 'dst')} -j ACCEPT`,
        ...(['LOAD-BALANCER', 'CLUSTER-IP', 'EXTERNAL-IP', 'EXTERNAL-IP-LOCAL'] as const).map(
          (set) => `KUBE-IPVS-FILTER ${match(set, 'dst,dst')} -j RETURN`,
        ),
        `KUBE-IPVS-FILTER ${match('HEALTH-CHECK-NODE-PORT', 'dst')} -j RETURN`,
        `KUBE-IPVS-FILTER -m conntrack --ctstate NEW ${match('IPVS-IPS', 'dst')} -j REJECT`,
      ],
    },
    nat: {
      chains: [
        'KUBE-KUBELET-CANARY',
        'KUBE-LOAD-BALANCER',
        'KUBE-MARK-MASQ',
        'KUBE-NODE-PORT',
        'KUBE-POSTROUTING',
        'KUBE-SERVICES',
      ],
      rules: [
        ...NAT_JUMPS,
        `KUBE-SERVICES -s ${site.family === 4 ? '127.0.0.0/8' : '::1/128'} -j RETURN`,
        ...rule('KUBE-POSTROUTING', 'LOOP-BACK', 'dst,dst,src', '-j MASQUERADE'),
        ...rule('KUBE-SERVICES', 'LOAD-BALANCER', 'dst,dst', '-j KUBE-LOAD-BALANCER'),
        ...rule('KUBE-LOAD-BALANCER', 'LOAD-BALANCER-LOCAL', 'dst,dst', '-j RETURN'),
        ...nodePorts,
        ...rule('KUBE-SERVICES', 'CLUSTER-IP', 'dst,dst', `! -s ${site.clusterCidr} -j KUBE-MARK-MASQ`),
        ...rule('KUBE-SERVICES', 'EXTERNAL-IP', 'dst,dst', '-j KUBE-MARK-MASQ'),
        ...external('EXTERNAL-IP'),
        ...external('EXTERNAL-IP-LOCAL'),
        'KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT',
        'KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ',
        ...accept('CLUSTER-IP'),
        ...accept('LOAD-BALANCER'),
        `KUBE-POSTROUTING -m mark ! --mark ${MARK} -j RETURN`,
        'KUBE-POSTROUTING -j MARK --xor-mark 0x4000',
        `KUBE-POSTROUTING ${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
        'KUBE-MARK-MASQ -j MARK --or-mark 0x4000',
      ],
    },
  };
}

const withPort = (address: Address, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/**
 * Input of `ipvsadm -R`: a service for each address, with its endpoints as real servers (syncService, syncEndpoint). `nodeAddresses` are
 * all local ones but those of loopback and kube-ipvs0: node ports are served on each.
 */
export function ipvsServices(
  site: ProxySite,
  ports: readonly ProxyPort[],
  nodeAddresses: readonly Address[],
  scheduler: string,
): string {
  const lines = ports.flatMap((p) => {
    const d = decide(p, site);
    const ready = p.endpoints.filter((e) => e.ready);
    const add = (address: Address, port: number, onlyLocal: boolean): string[] => {
      const at = `-${p.protocol === 'tcp' ? 't' : 'u'} ${withPort(address, port)}`;
      const local = ready.filter((e) => e.node === site.node);
      const endpoints = !onlyLocal ? d.cluster : local.length > 0 ? local : d.cluster;
      const sticky = p.affinitySeconds === undefined ? '' : ` -p ${p.affinitySeconds}`;
      const flags = scheduler === 'mh' ? ' -b mh-port' : '';
      return [
        `-A ${at} -s ${scheduler}${sticky}${flags}`,
        ...endpoints.map((e) => `-a ${at} -r ${withPort(e.address, e.port)} -m -w 1`),
      ];
    };
    return [
      ...add(p.clusterIp, p.port, p.internalLocal),
      ...[...p.externalIps, ...p.loadBalancerIps].flatMap((ip) => add(ip, p.port, p.externalLocal)),
      ...(p.nodePort === undefined ? [] : nodeAddresses.flatMap((ip) => add(ip, p.nodePort ?? 0, p.externalLocal))),
    ];
  });
  return lines.map((l) => `${l}\n`).join('');
}

/** What kube-proxy asks of the kernel in ipvs mode. */
export const IPVS_SYSCTLS = {
  'net/ipv4/vs/conntrack': 1,
  'net/ipv4/vs/expire_nodest_conn': 1,
  'net/ipv4/vs/expire_quiescent_template': 1,
} as const;
