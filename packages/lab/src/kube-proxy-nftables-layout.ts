import type { Family } from '@skoop/model';
import type { NftLayout } from './kube-proxy-site.ts';

/** A base chain: type, hook, priority, rules. */
export type BaseChain = readonly [type: 'filter' | 'nat', hook: string, priority: number, ...rules: string[]];

/** What a release of kube-proxy sets up before any service (nftablesBaseChains, nftablesJumpChains, setupNFTables). */
export type Skeleton = {
  readonly base: Readonly<Record<string, BaseChain>>;
  readonly chains: Readonly<Record<string, readonly string[]>>;
  /** Does a set name the addresses that have node ports? Else every local one but loopback has them. */
  readonly nodePortSet: boolean;
  /** Does a map lead to a chain of source ranges before translation (else a set, after it)? */
  readonly firewallMap: boolean;
  /** Sets `cluster-ips`, so that ports and addresses that no service has are refused or dropped. */
  readonly clusterIps: boolean;
  /** Port in the rule that masquerades what goes to a cluster IP. */
  readonly portInMasquerade: boolean;
};

const NEW = 'ct state new jump';
const NAT: Readonly<Record<string, BaseChain>> = {
  'nat-prerouting': ['nat', 'prerouting', -100, 'jump services'],
  'nat-output': ['nat', 'output', -100, 'jump services'],
  'nat-postrouting': ['nat', 'postrouting', 100, 'jump masquerading'],
};
const MARK = '0x00004000';
const PORTS = 'meta l4proto . th dport';

const masquerading = (layout: NftLayout): readonly string[] =>
  layout === '1.35'
    ? [`meta mark and ${MARK} != 0 meta mark set meta mark xor ${MARK} masquerade fully-random`]
    : [`meta mark and ${MARK} == 0 return`, `meta mark set meta mark xor ${MARK}`, 'masquerade fully-random'];

/** Filters before the addresses are translated: 1.30 to 1.33. */
const early = (endpoints: readonly string[]): Readonly<Record<string, BaseChain>> => ({
  'filter-prerouting': ['filter', 'prerouting', -110, `${NEW} firewall-check`],
  'filter-input': ['filter', 'input', -110, ...[...endpoints].reverse()],
  'filter-forward': ['filter', 'forward', -110, endpoints[0] ?? '', `${NEW} cluster-ips-check`],
  'filter-output': ['filter', 'output', -110, endpoints[0] ?? '', `${NEW} firewall-check`],
  'filter-output-post-dnat': ['filter', 'output', -90, `${NEW} cluster-ips-check`],
  ...NAT,
});

const BASE: Readonly<Record<NftLayout, Readonly<Record<string, BaseChain>>>> = {
  '1.29': {
    'filter-forward': [
      'filter',
      'forward',
      -101,
      `${NEW} endpoints-check`,
      'ct state invalid drop',
      `${NEW} firewall-check`,
    ],
    'filter-input': ['filter', 'input', -101, `${NEW} endpoints-check`, `${NEW} firewall-check`],
    'filter-output': ['filter', 'output', -101, `${NEW} endpoints-check`, `${NEW} firewall-check`],
    ...NAT,
  },
  '1.30': early([`${NEW} endpoints-check`]),
  '1.33': early([`${NEW} service-endpoints-check`, `${NEW} nodeport-endpoints-check`]),
  ...(() => {
    const late: Readonly<Record<string, BaseChain>> = {
      'filter-prerouting-pre-dnat': ['filter', 'prerouting', -110, `${NEW} firewall-check`],
      'filter-output-pre-dnat': ['filter', 'output', -110, `${NEW} firewall-check`],
      'filter-input': ['filter', 'input', 0, `${NEW} nodeport-endpoints-check`, `${NEW} service-endpoints-check`],
      'filter-forward': ['filter', 'forward', 0, `${NEW} service-endpoints-check`, `${NEW} cluster-ips-check`],
      'filter-output': ['filter', 'output', 0, `${NEW} service-endpoints-check`, `${NEW} cluster-ips-check`],
      ...NAT,
    };
    return { '1.34': late, '1.35': late };
  })(),
};

export function skeletonOf(layout: NftLayout, family: Family, serviceCidr: string): Skeleton {
  const ip = family === 4 ? 'ip' : 'ip6';
  const first = layout === '1.29';
  const old = first || layout === '1.30';
  const loopback = family === 4 ? '127.0.0.0/8' : '::1';
  const onNode = old ? `fib daddr type local ${ip} daddr != ${loopback}` : `${ip} daddr @nodeport-ips`;
  const services = `${ip} daddr . ${PORTS} vmap @no-endpoint-services`;
  const nodePorts = `${onNode} ${PORTS} vmap @no-endpoint-nodeports`;
  return {
    base: BASE[layout],
    nodePortSet: !old,
    firewallMap: !first,
    clusterIps: !first,
    portInMasquerade: layout < '1.34',
    chains: {
      'mark-for-masquerade': [`meta mark set meta mark or ${MARK}`],
      masquerading: masquerading(layout),
      ...(first
        ? {}
        : {
            'cluster-ips-check': [
              `${ip} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"`,
              `${ip} daddr { ${serviceCidr} } drop comment "Drop traffic to unallocated ClusterIPs"`,
            ],
          }),
      'reject-chain': ['reject'],
      ...(old
        ? { 'endpoints-check': [services, nodePorts] }
        : { 'service-endpoints-check': [services], 'nodeport-endpoints-check': [nodePorts] }),
      'firewall-check': [
        first
          ? `${ip} daddr . ${PORTS} @firewall drop comment "LoadBalancer traffic not accepted by LoadBalancerSourceRanges"`
          : `${ip} daddr . ${PORTS} vmap @firewall-ips`,
      ],
      services: [`${ip} daddr . ${PORTS} vmap @service-ips`, `${onNode} ${PORTS} vmap @service-nodeports`],
    },
  };
}
