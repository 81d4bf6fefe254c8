// @supports hooks | PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING | net/netfilter/core.c: nf_hook_slow()
// @supports hooks | raw, mangle, nat, filter, security of iptables | include/uapi/linux/netfilter_ipv4.h: nf_ip_hook_priorities
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
