import type { Address, LinkRecord, Packet } from '@skoop/model';
import type { Fates, Journey } from '../../walk/journey.ts';
import type { PacketType } from '../../walk/receive.ts';
import { nobodyTakes, unwrap } from './decapsulate.ts';
import { tunnelLoss } from './encapsulate.ts';
import { ipTunnelXmit } from './ip-tunnel.ts';
import { lookupTunnel, tunnelParameters } from './parameters.ts';
import { sitTakesIpip } from './sit.ts';

const XMIT = 'ipip/xmit';
const RCV = 'ipip/rcv';

/** `ip link add ... type ipip mode ipip` (the default), `mplsip` or `any`. */
const takesIpv4 = (link: LinkRecord): boolean => link.details.mplsip === undefined;

// @supports devices | ipip | net/ipv4/ipip.c: ipip_tunnel_xmit(), ipip_tunnel_rcv(); net/ipv4/ip_tunnel.c
/** ipip_tunnel_xmit(): IPv4 in IPv4, and nothing else. */
export function ipipTransmit(j: Journey, link: LinkRecord, nextHop: Address): Fates {
  const { packet } = j;
  if (packet.family === 6 || !takesIpv4(link))
    return tunnelLoss(j, link, XMIT, [`${link.name} carries no IPv${packet.family}`]);
  return ipTunnelXmit(j, tunnelParameters(link), nextHop, {
    stage: XMIT,
    protocol: 'ipip',
    encapsulated: { kind: 'ipip', packet: { ...packet, mark: 0 } },
    header: 0,
    ethernet: 0,
  });
}

const carried = (p: Packet) => (p.encapsulated?.kind === 'ipip' ? p.encapsulated : undefined);

/** tunnel4_rcv(), ipip_tunnel_rcv(): undefined if the kernel has no IPIP at all. */
export function ipipReceive(j: Journey, device: string, type: PacketType): Fates | undefined {
  const inner = carried(j.packet);
  const links = j.ns.dump.links.filter((l) => l.kind === 'ipip');
  // Every namespace has the module's own device, so that one without has no module.
  if (links.length === 0) return undefined;
  const tunnel = lookupTunnel(links, { outer: j.packet, device, fallback: 'tunl0' });
  if (!tunnel)
    return sitTakesIpip(j, device) ?? nobodyTakes(j, device, type, { stage: 'tunnel4/rcv', kind: 'ipip', links });
  if (!inner || !takesIpv4(tunnel.link))
    return tunnelLoss(j, tunnel.link, RCV, [`what ${j.packet.source} sends in the tunnel is no IPv4 packet`]);
  return unwrap(j, tunnel.link, inner, RCV);
}
