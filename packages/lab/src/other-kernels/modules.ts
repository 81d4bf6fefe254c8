/** Modules that the lab's cases need: iptables loads none from inside a namespace of its own root. */
export const MODULES: readonly string[] = `
 veth bridge br_netfilter 8021q dummy bonding macvlan ipvlan vrf ifb tun
 vxlan geneve ip_tunnel ipip sit ip6_tunnel ip_gre ip6_gre wireguard
 ip_vs ip_vs_rr ip_vs_wrr ip_vs_lc ip_vs_wlc ip_vs_sh ip_vs_dh ip_vs_mh ip_vs_sed ip_vs_nq ip_vs_fo ip_vs_ovf ip_vs_lblc ip_vs_lblcr
 ip_tables ip6_tables iptable_nat iptable_filter iptable_raw iptable_mangle ip6table_nat ip6table_filter ip6table_raw ip6table_mangle
 ipt_REJECT ip6t_REJECT ipt_rpfilter ip6t_rpfilter
 xt_addrtype xt_comment xt_conntrack xt_CT xt_ipvs xt_mark xt_MASQUERADE xt_multiport xt_nat xt_physdev xt_recent xt_REDIRECT xt_set xt_statistic xt_tcpudp
 nf_tables nft_compat nft_chain_nat nft_ct nft_fib_inet nft_fib_ipv4 nft_fib_ipv6 nft_log nft_masq nft_nat nft_reject_inet nft_reject_ipv4 nft_reject_ipv6
 ip_set ip_set_bitmap_port ip_set_hash_ip ip_set_hash_ipport ip_set_hash_ipportip ip_set_hash_ipportnet ip_set_hash_net
 nf_conntrack_netlink inet_diag tcp_diag udp_diag raw_diag
`
  .trim()
  .split(/\s+/);
