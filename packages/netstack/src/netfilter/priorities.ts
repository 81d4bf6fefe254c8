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
