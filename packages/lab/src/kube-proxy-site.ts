import type { Address, Family } from '@skoop/model';

/** How kube-proxy tells pods of this node from everyone else (`--detect-local-mode`): by address, or by the device they come from. */
export type LocalTraffic = { readonly cidr: string } | { readonly bridge: string } | { readonly prefix: string };

/** Which kube-proxy wrote a table in nftables mode: the first alpha, the next, 1.31 to 1.33, 1.34, and what came after. */
export type NftLayout = '1.29' | '1.30' | '1.33' | '1.34' | '1.35';

/** One kube-proxy: the node it runs on, for one family, and its flags. */
export type ProxySite = {
  readonly family: Family;
  readonly node: string;
  readonly nodeIp: Address;
  readonly clusterCidr: string;
  /** Default: by `clusterCidr`. `none` is a kube-proxy without a way to tell. */
  readonly localTraffic?: LocalTraffic | 'none';
  /** `topology.kubernetes.io/zone` of the node. */
  readonly zone?: string;
  /** `--masquerade-all`. */
  readonly masqueradeAll?: boolean;
  /** The node's addresses that `--nodeport-addresses` leaves; default all in iptables mode, `nodeIp` in nftables mode. */
  readonly nodePortAddresses?: readonly Address[];
  /** `--iptables-localhost-nodeports`, default true. */
  readonly localhostNodePorts?: boolean;
  /** net.netfilter.nf_conntrack_tcp_be_liberal is set: no rule against INVALID. */
  readonly liberal?: boolean;
  /** The kernel has nfacct, so that kube-proxy counts with it. */
  readonly counters?: boolean;
  /** More than a thousand endpoints: no comments on the rules of endpoints (largeClusterEndpointsThreshold). */
  readonly large?: boolean;
  /** Default 1.33. */
  readonly nftLayout?: NftLayout;
};

const detector = (site: ProxySite): LocalTraffic | undefined =>
  site.localTraffic === 'none' ? undefined : (site.localTraffic ?? { cidr: site.clusterCidr });

/** Match of pods' own traffic in iptables and its opposite; none without a detector (pkg/proxy/util: LocalTrafficDetector). */
export function localInIptables(site: ProxySite): { readonly is: string; readonly isNot: string } | undefined {
  const by = detector(site);
  if (!by) return undefined;
  const match = 'cidr' in by ? `-s ${by.cidr}` : `-i ${'bridge' in by ? by.bridge : `${by.prefix}+`}`;
  return { is: match, isNot: `! ${match}` };
}

/** The same in nftables. Releases before 1.34 wrote `iif`, which takes no prefix. */
export function localInNftables(site: ProxySite): { readonly is: string; readonly isNot: string } | undefined {
  const by = detector(site);
  if (!by) return undefined;
  const [what, value] =
    'cidr' in by
      ? [site.family === 4 ? 'ip saddr' : 'ip6 saddr', by.cidr]
      : ['iifname', `"${'bridge' in by ? by.bridge : `${by.prefix}*`}"`];
  return { is: `${what} ${value}`, isNot: `${what} != ${value}` };
}
