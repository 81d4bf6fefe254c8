import type { Address, Encapsulation, IpProtocol, Packet } from '@skoop/model';
import type { Fates, Journey } from '../../walk/journey.ts';
import { linkFailure, tunnelLoss, wrap } from './encapsulate.ts';
import type { TunnelParameters } from './parameters.ts';

/** What a kind of tunnel puts between the outer IPv4 header and the inner packet. */
export type Carriage = {
  readonly stage: string;
  readonly protocol: IpProtocol;
  readonly encapsulated: Encapsulation;
  /** Bytes of the tunnel's own header. */
  readonly header: number;
  /** Bytes of an inner Ethernet header. */
  readonly ethernet: number;
  /** The sender of the inner packet hears that there is no way to the other end (dst_link_failure()); not that nobody is named. */
  readonly linkFailure?: boolean;
};

/** The other end, where the administrator did not name it: the next hop of the inner packet's own route. */
function otherEnd(j: Journey, tunnel: TunnelParameters, nextHop: Address): Address | undefined {
  if (tunnel.remote !== undefined) return tunnel.remote;
  if (j.packet.family === 4 && !nextHop.includes(':')) return nextHop;
  return compatible(nextHop);
}

/** ipv6_addr_type() & IPV6_ADDR_COMPATv4: ::a.b.c.d names the IPv4 address of the other end. */
function compatible(address: Address): Address | undefined {
  const match = /^::(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? /^::([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (!match) return undefined;
  if (match[2] === undefined) return match[1];
  const [high, low] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2], 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** ip_tunnel_xmit(): tunnels over IPv4. Losses have no word of their own, and most are silent. */
export function ipTunnelXmit(j: Journey, tunnel: TunnelParameters, nextHop: Address, c: Carriage): Fates {
  const inner = j.packet;
  const remote = otherEnd(j, tunnel, nextHop);
  if (remote === undefined)
    return tunnelLoss(
      j,
      tunnel.link,
      c.stage,
      [`${tunnel.link.name} has no remote, and the next hop ${nextHop} names no IPv4 address of another end`],
      { ...(c.linkFailure ? {} : { answer: linkFailure(inner) }), check: [`ip -d link show dev ${tunnel.link.name}`] },
    );
  const fragmentable = inner.family === 6 || !inner.dontFragment;
  const ignores = tunnel.link.details['ignore-df'] !== undefined;
  const dontFragment = tunnel.pathMtuDiscovery || (inner.family === 4 && inner.dontFragment && !ignores);
  const overhead = 20 + c.header + c.ethernet;
  const outer: Packet = {
    family: 4,
    source: tunnel.local ?? '0.0.0.0',
    destination: remote,
    protocol: c.protocol,
    ttl: tunnel.ttl || inner.ttl,
    tos: tunnel.tos ?? inner.tos,
    length: (inner.fragment ?? inner.length) + overhead,
    dontFragment,
    // skb_scrub_packet() within one namespace: the inner packet's mark stays.
    mark: inner.mark,
    encapsulated: c.encapsulated,
  };
  return wrap(j, {
    tunnel,
    stage: c.stage,
    outer,
    ...(c.linkFailure ? { linkFailure: true } : {}),
    // tnl_update_pmtu(): fragments of the outer packet are the way out where DF is not set.
    limit: (mtu) => {
      if (!dontFragment || (inner.family === 4 && fragmentable)) return undefined;
      const fits = mtu - overhead;
      return inner.family === 6 && fits < 1280 ? undefined : fits;
    },
  });
}
