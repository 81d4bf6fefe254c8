import { type Address, isUnspecified } from '@skoop/model';
import { addressesOn } from '../device/link.ts';
import { findListener } from '../socket/listener.ts';
import type { HookInput } from './hook.ts';

/**
 * nf_tproxy_get_sock_v4(), nf_tproxy_laddr4(): the local socket that takes the packet. That it is transparent is not collected; it is
 * taken as such, as nobody else would listen for TPROXY. undefined: nobody listens.
 */
export function tproxySocket(
  skb: HookInput,
  given: Address | undefined,
  port: number,
): { readonly address: Address; readonly port: number } | undefined {
  const { ns, packet, inDevice = '' } = skb;
  const own = addressesOn(ns, inDevice).find((a) => a.family === packet.family);
  const address = given !== undefined && !isUnspecified(given) ? given : (own?.address ?? packet.destination);
  const to = port === 0 ? packet.destinationPort : port;
  if (typeof to !== 'number') return undefined;
  const listener = findListener(ns, { ...packet, destination: address, destinationPort: to }, inDevice);
  return listener && { address, port: to };
}
