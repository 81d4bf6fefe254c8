import type { Packet } from '@skoop/model';
import { icmpError, UNREACHABLE } from '../../icmp/error.ts';

/** What a machine makes of an ICMP error about a packet of one of its tunnels. */
export type TunnelError = {
  /** It knows from now on how wide the way to the other end is: bytes. */
  readonly pathMtu?: { readonly destination: string; readonly mtu: number };
  /** It tells the sender of the inner packet. */
  readonly relayed?: Packet;
};

/**
 * ipip_err(), gre_err(), ipip6_err(): errors of tunnels over IPv4 end here, but for the path MTU; what sit tells IPv6 senders carries a mapped
 * source address, which nobody takes (ip6_rcv_core()). ip4ip6_err(), ip6ip6_err(): tunnels over IPv6 pass on that there is no way.
 */
export function tunnelError(error: Packet): TunnelError | undefined {
  const { icmp } = error;
  const about = icmp?.about;
  const inner = about?.encapsulated;
  if (!icmp || !about || !inner) return undefined;
  const tooBig = error.family === 4 ? icmp.type === 3 && icmp.code === 4 : icmp.type === 2;
  if (tooBig && icmp.mtu !== undefined) return { pathMtu: { destination: about.destination, mtu: icmp.mtu } };
  if (error.family === 4 || inner.kind !== 'ip6tnl') return {};
  const { packet } = inner;
  // rel_type, rel_code of ip6_tnl_err(): whatever it was, the destination is unreachable.
  const relayed = icmpError(packet, UNREACHABLE.host[packet.family]);
  return relayed ? { relayed } : {};
}
