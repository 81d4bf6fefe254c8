import { expect, test } from 'vitest';
import { hookOf, stageOf } from './drop-stage.ts';

/** Stacks as kernel 6.18 printed them. */
const TABLE = [
  [
    'nft drops in FORWARD',
    [
      '_einittext',
      'bpf_trace_run4',
      'sk_skb_reason_drop',
      'nft_do_chain',
      'nft_do_chain_ipv4',
      'nf_hook_slow',
      'ip_forward',
      'ip_sublist_rcv',
    ],
    'NETFILTER_DROP',
    'netfilter/FORWARD',
  ],
  [
    'br_netfilter calls FORWARD for a bridged frame',
    [
      'sk_skb_reason_drop',
      'nft_do_chain',
      'nft_do_chain_ipv4',
      'nf_hook_slow',
      'br_nf_forward_ip.part.0',
      'br_nf_forward',
      'nf_hook_slow',
      '__br_forward',
    ],
    'NETFILTER_DROP',
    'netfilter/FORWARD',
  ],
  [
    'a hook deeper down the stack did not drop',
    ['sk_skb_reason_drop', 'ip_rcv_finish_core', 'ip_rcv', 'ip_sabotage_in', 'nf_hook_slow', 'ip_rcv'],
    'IP_RPFILTER',
    'ip_rcv/rp_filter',
  ],
  [
    'vxlan without a forwarding entry',
    ['sk_skb_reason_drop', 'vxlan_xmit', 'dev_hard_start_xmit'],
    'NO_TX_TARGET',
    'vxlan/xmit',
  ],
  [
    'the tracer itself may be on the stack',
    ['bpf_prog_0c38b6498a2511ee_on_reset', '__traceiter_kfree_skb', 'sk_skb_reason_drop', 'tcp_v4_rcv'],
    'NO_SOCKET',
    'socket/lookup',
  ],
  ['nobody listens', ['sk_skb_reason_drop', 'tcp_v4_rcv', 'ip_protocol_deliver_rcu'], 'NO_SOCKET', 'socket/lookup'],
  ['an unknown place keeps its name', ['sk_skb_reason_drop', 'frobnicate'], 'NOT_SPECIFIED', 'kernel/frobnicate'],
] as const;
test.each(TABLE)('%s', (_why, stack, reason, stage) => {
  expect(stageOf(stack, reason)).toBe(stage);
});

test('local output of IPv6 is OUTPUT', () => {
  expect(hookOf(['sk_skb_reason_drop', 'ip6t_do_table', 'nf_hook_slow', 'ip6_xmit'])).toBe('OUTPUT');
});
