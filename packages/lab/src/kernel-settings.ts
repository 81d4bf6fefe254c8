/** Sysctls of the lab's namespaces: quiet where noise would hide what is tested, and as a Kubernetes node has them elsewhere. */
export type Sysctls = Readonly<Record<string, string | number>>;

/** ms between two ARP or NDP questions: three of them decide, and the kernel's 1 s would make every test wait. */
const NEIGHBOUR_RETRANSMIT = 60;

const perDevice = (family: 'ipv4' | 'ipv6', values: Sysctls): Sysctls =>
  Object.fromEntries(
    ['all', 'default'].flatMap((device) =>
      Object.entries(values).map(([k, v]) => [`net/${family}/conf/${device}/${k}`, v] as const),
    ),
  );

const V6_QUIET: Sysctls = {
  ...perDevice('ipv6', { accept_ra: 0, accept_dad: 0, dad_transmits: 0, autoconf: 0, router_solicitations: 0 }),
};

/** Every namespace of the lab, before it has devices. */
export const EVERYWHERE: Sysctls = {
  ...V6_QUIET,
  ...perDevice('ipv4', { rp_filter: 0, send_redirects: 0, accept_redirects: 0, arp_ignore: 0, proxy_arp: 0 }),
  'net/ipv4/icmp_ratelimit': 0,
  'net/ipv6/icmp/ratelimit': 0,
};

/** Every namespace, once its devices are there: a child namespace has no `default` to set before. */
export const EVERY_DEVICE: Sysctls = {
  'net/ipv4/neigh/*/retrans_time_ms': NEIGHBOUR_RETRANSMIT,
  'net/ipv6/neigh/*/retrans_time_ms': NEIGHBOUR_RETRANSMIT,
};

/** Nodes: what kubeadm, kube-proxy and flannel ask for. */
export const ON_NODES: Sysctls = {
  'net/ipv4/ip_forward': 1,
  'net/ipv6/conf/all/forwarding': 1,
  'net/ipv6/conf/default/forwarding': 1,
  'net/ipv4/conf/all/route_localnet': 1,
  'net/bridge/bridge-nf-call-iptables': 1,
  'net/bridge/bridge-nf-call-ip6tables': 1,
  'net/bridge/bridge-nf-call-arptables': 1,
};

/** The underlay is a plain switch. */
export const ON_SWITCH: Sysctls = {
  'net/bridge/bridge-nf-call-iptables': 0,
  'net/bridge/bridge-nf-call-ip6tables': 0,
  'net/bridge/bridge-nf-call-arptables': 0,
};

/** The outside world routes, and owns an address of its own. */
export const OUTSIDE: Sysctls = {
  'net/ipv4/ip_forward': 1,
  'net/ipv6/conf/all/forwarding': 1,
  // A router asks from its address on the link, and tells of errors from there, never from one of a host behind it: here both are
  // one machine.
  'net/ipv4/conf/all/arp_announce': 2,
  'net/ipv4/icmp_errors_use_inbound_ifaddr': 1,
};

export const sysctlLines = (...settings: readonly Sysctls[]): string =>
  Object.entries(Object.assign({}, ...settings) as Sysctls)
    .map(([k, v]) => `${k} ${v}\n`)
    .join('');
