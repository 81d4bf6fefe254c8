import type { Address } from '@skoop/model';
import { inetSelectAddress, ipv6SourceAddress } from '../../route/index.ts';
import { trackedOf } from '../conntrack/attached.ts';
import type { HookInput } from '../hook.ts';

/**
 * The address that MASQUERADE takes: nf_nat_masquerade_ipv4() asks inet_select_addr() of the output device towards the next hop,
 * nf_nat_masquerade_ipv6() asks ipv6_dev_get_saddr() towards the destination. undefined: none, the packet is dropped. `keep`: a source
 * of 0.0.0.0 is left alone.
 */
export function masqueradeAddress(skb: HookInput): Address | 'keep' | undefined {
  const { ns, packet, outDevice } = skb;
  if (outDevice === undefined) return undefined;
  if (packet.family === 6) return ipv6SourceAddress(ns, outDevice, packet.destination);
  if (trackedOf(skb.flow, ns.key)?.connection.original.source === '0.0.0.0') return 'keep';
  const nextHop = skb.nextHop?.includes(':') ? undefined : skb.nextHop;
  return inetSelectAddress(ns, outDevice, nextHop ?? packet.destination, 0);
}
