import { attach } from './conntrack/attached.ts';
import type { HookInput } from './hook.ts';

/** nf_ct_attach() of nf_send_reset(): the RST that answers this packet belongs to its connection. */
export function markRejected(skb: HookInput): HookInput {
  const attached = skb.flow.attached.get(skb.ns.key);
  if (attached?.kind !== 'connection') return skb;
  return { ...skb, flow: attach(skb.flow, skb.ns.key, { ...attached, rejected: true }) };
}
