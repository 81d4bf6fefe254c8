/** Where in the walk a packet died, from the kernel functions on the stack of kfree_skb. */

const PREAMBLE =
  /^(_einittext|bpf_trace_run|__bpf_trace|bpf_prog_|__traceiter_|trace_|sk_skb_reason_drop|kfree_skb|__kfree_skb|skb_release|pskb_|consume_)/;

/** Callers of nf_hook_slow by hook. br_netfilter calls the same hooks for bridged frames. */
const HOOKS: readonly (readonly [RegExp, string])[] = [
  [/^(ip_rcv|ip_sublist_rcv|ipv6_rcv|ipv6_list_rcv|ip6_sublist_rcv|br_nf_pre_routing|vrf_l3_rcv)/, 'PREROUTING'],
  [/^(ip_local_deliver|ip6_input)/, 'INPUT'],
  [/^(ip_forward|ip6_forward|br_nf_forward)/, 'FORWARD'],
  [/^(__ip_local_out|__ip6_local_out|ip6_xmit|raw_send_hdrinc|rawv6_send_hdrinc)/, 'OUTPUT'],
  [/^(ip_output|ip_mc_output|ip6_output|br_nf_post_routing)/, 'POSTROUTING'],
  [/^ip_vs_\w*xmit/, 'OUTPUT'],
  // Hooks of the bridge family, and of a device's own.
  [/^(br_handle_frame|__netif_receive_skb_core)/, 'PREROUTING'],
  [/^br_pass_frame_up/, 'INPUT'],
  [/^(br_forward_finish|__dev_queue_xmit)/, 'POSTROUTING'],
  [/^(__)?br_forward/, 'FORWARD'],
  [/^br_dev_xmit/, 'OUTPUT'],
];
/** Frames that may stand between the drop and whoever called the hook. */
const EVALUATORS =
  /^(nft_do_chain|nft_nat_do_chain|ipt_do_table|ip6t_do_table|nf_nat|iptable_|ip6table_|nf_conntrack|nf_route_table|ipv[46]_conntrack|reject|nf_hook|nf_queue|__nf_queue|br_nf_hook_thresh|NF_HOOK)/;

/** What several kinds of tunnels share: the caller tells which it was. */
const SHARED_BY_TUNNELS = /^(ip_tunnel_(xmit|rcv)|iptunnel_xmit|ip6_tnl_(xmit|rcv)|__ip6_tnl_rcv|__gre_xmit)/;

const SITES: readonly (readonly [RegExp, string])[] = [
  [/^vxlan_(xmit|encap)/, 'vxlan/xmit'],
  [/^vxlan_rcv/, 'vxlan/rcv'],
  [/^ipip_tunnel_xmit/, 'ipip/xmit'],
  [/^ipip_(tunnel_)?rcv/, 'ipip/rcv'],
  [/^(sit_tunnel_xmit|ipip6_tunnel_xmit)/, 'sit/xmit'],
  [/^ipip6_rcv/, 'sit/rcv'],
  [/^(ipgre_xmit|gre_tap_xmit)/, 'gre/xmit'],
  [/^(ip6gre_xmit|ip6gre_tunnel_xmit|ip6gre_tap)/, 'ip6gre/xmit'],
  [/^(__ipgre_rcv|ipgre_rcv|gre_rcv|ip6gre_rcv)/, 'gre/rcv'],
  [/^tunnel6?4_rcv/, 'tunnel4/rcv'],
  [/^tunnel4?6_rcv/, 'tunnel6/rcv'],
  [/^(ip6_tnl_start_xmit|ipxip6_tnl_xmit|ip6ip6_tnl_xmit|ip4ip6_tnl_xmit)/, 'ip6tnl/xmit'],
  [/^(ipxip6_rcv|ip[46]ip6_rcv)/, 'ip6tnl/rcv'],
  [/^geneve_xmit/, 'geneve/xmit'],
  [/^geneve_/, 'geneve/rcv'],
  [/^wg_xmit/, 'wireguard/xmit'],
  [/^wg_/, 'wireguard/rcv'],
  [/^ip_vs_\w*xmit/, 'ipvs/xmit'],
  [/^__dev_forward_skb/, 'veth/xmit'],
  [/^(arp_error_report|ndisc_error_report|neigh_|__neigh_)/, 'neigh/resolve'],
  [/^(tcp_v[46]_rcv|udp_|__udp|udp6|__udp6|udpv6|raw_|tcp_v[46]_do_rcv)/, 'socket/lookup'],
  [/^(icmp_rcv|icmpv6_rcv)/, 'icmp/echo'],
  [
    /^(br_dev_queue_push_xmit|br_nf_dev_queue_xmit|br_forward|__br_forward|maybe_deliver|br_flood|br_handle_frame|br_dev_xmit)/,
    'bridge/fdb',
  ],
  [/^(ip_finish_output|ip_fragment|ip_do_fragment|ip6_fragment|ip6_finish_output)/, 'ip_output/mtu'],
  [/^(ip6_pkt_(discard|prohibit)|dst_discard_out)/, 'ip6_rcv/route'],
  [/^dst_discard/, 'ip_rcv/route'],
  [/^__dev_queue_xmit/, 'dev/xmit'],
  [/^__netif_receive_skb_core/, 'dev/receive'],
  [/^ip_error/, 'ip_rcv/route'],
  [/^br_nf_pre_routing_finish_ipv6/, 'ip6_rcv/route'],
  [/^br_nf_pre_routing_finish/, 'ip_rcv'],
  [/^ping_rcv/, 'socket/lookup'],
  [/^ip_forward/, 'ip_forward'],
  [/^ip6_forward/, 'ip6_forward'],
  [/^(ip_rcv|ip_list_rcv|ip_sublist_rcv)/, 'ip_rcv'],
  [/^(ipv6_rcv|ip6_rcv)/, 'ip6_rcv'],
];

/** Refines where one function drops for several reasons. */
const BY_REASON: Readonly<Record<string, string>> = {
  IP_RPFILTER: 'rp_filter',
  IP_INNOROUTES: 'route',
  IP_INADDRERRORS: 'forwarding',
  IP_INVALID_SOURCE: 'martian',
  IP_LOCAL_SOURCE: 'martian',
  IP_INVALID_DEST: 'martian',
  IP_LOCALNET: 'martian',
  OTHERHOST: 'pkt_type',
  IP_INHDR: 'ttl',
  PKT_TOO_BIG: 'mtu',
};

/** Kernel functions from the one that dropped outwards. */
export const droppers = (stack: readonly string[]): readonly string[] => {
  const first = stack.findIndex((f) => !PREAMBLE.test(f));
  return first < 0 ? [] : stack.slice(first);
};

/** Netfilter hook that the packet died in, if it was one. */
export function hookOf(stack: readonly string[]): string | undefined {
  const functions = droppers(stack);
  const at = functions.findIndex((f) => !EVALUATORS.test(f));
  if (at < 1) return undefined;
  const caller = functions[at] ?? '';
  return HOOKS.find(([pattern]) => pattern.test(caller))?.[1];
}

/** `filter/FORWARD` where the table is known, `netfilter/FORWARD` where only the hook is; `ip_rcv/rp_filter`; `vxlan/xmit`; ... */
export function stageOf(stack: readonly string[], reason: string, table = 'netfilter'): string {
  const hook = hookOf(stack);
  if (hook) return `${table}/${hook}`;
  const functions = droppers(stack);
  const dropper = functions.find((f) => !SHARED_BY_TUNNELS.test(f)) ?? functions[0] ?? 'unknown';
  const site = SITES.find(([pattern]) => pattern.test(dropper))?.[1];
  if (!site) return `kernel/${dropper}`;
  const detail = BY_REASON[reason];
  return site.includes('/') || !detail ? site : `${site}/${detail}`;
}
