/** enum nf_ip_hook_priorities of include/uapi/linux/netfilter_ipv4.h; IPv6 has the same numbers. */
export const PRIORITY = {
  defrag: -400,
  raw: -300,
  conntrack: -200,
  mangle: -150,
  natDst: -100,
  filter: 0,
  security: 50,
  natSrc: 100,
  helper: 300,
  confirm: 2147483647,
} as const;

/** enum nf_br_hook_priorities of include/uapi/linux/netfilter_bridge.h. */
export const BRIDGE_PRIORITY = {
  first: -2147483648,
  'nat-dst': -300,
  dstnat: -300,
  'filter-bridged': -200,
  filter: -200,
  brnf: 0,
  out: 100,
  'filter-other': 200,
  'nat-src': 300,
  srcnat: 300,
  last: 2147483647,
} as const;
