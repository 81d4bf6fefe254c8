import type { Address, LinkRecord } from '@skoop/model';
import type { Fates, Journey } from '../../walk/journey.ts';
import type { PacketType } from '../../walk/receive.ts';
import { nobodyTakes, unwrap } from './decapsulate.ts';
import { tunnelLoss } from './encapsulate.ts';
import { ip6TunnelXmit } from './ip6-tunnel.ts';
import { lookupTunnel, tunnelParameters } from './parameters.ts';

const XMIT = 'ip6tnl/xmit';
const RCV = 'ip6tnl/rcv';

/** `mode ip6ip6` (the default), `ipip6` or `any`, in the words of several releases of iproute2. */
function carries({ details }: LinkRecord, family: 4 | 6): boolean {
  if (details.ipip6 !== undefined || details['ip/ipv6'] !== undefined) return family === 4;
  if (details.ip6ip6 !== undefined || details['ipv6/ipv6'] !== undefined) return family === 6;
  return true;
}

// @supports devices | ip6tnl | net/ipv6/ip6_tunnel.c: ip6_tnl_start_xmit(), ipxip6_rcv()
/** ipxip6_tnl_xmit(): IPv4 or IPv6 in IPv6. */
export function ip6tnlTransmit(j: Journey, link: LinkRecord, nextHop: Address): Fates {
  const { packet } = j;
  if (!carries(link, packet.family))
    return tunnelLoss(j, link, XMIT, [`${link.name} carries no IPv${packet.family}: its mode says so`], {
      check: [`ip -d link show dev ${link.name}`],
    });
  return ip6TunnelXmit(j, tunnelParameters(link), nextHop, {
    stage: XMIT,
    protocol: packet.family === 4 ? 'ipip' : 'ipv6',
    encapsulated: { kind: 'ip6tnl', packet: { ...packet, mark: 0 } },
    header: 0,
    ethernet: 0,
  });
}

/** tunnel6_rcv(), ipxip6_rcv(): undefined if the kernel has no such tunnels at all. */
export function ip6tnlReceive(j: Journey, device: string, type: PacketType): Fates | undefined {
  const links = j.ns.dump.links.filter((l) => l.kind === 'ip6tnl');
  if (links.length === 0) return undefined;
  const tunnel = lookupTunnel(links, { outer: j.packet, device, fallback: 'ip6tnl0', localFirst: true });
  if (!tunnel) return nobodyTakes(j, device, type, { stage: 'tunnel6/rcv', kind: 'ip6tnl', links });
  const inner = j.packet.encapsulated;
  if (inner?.kind !== 'ip6tnl' || !carries(tunnel.link, inner.packet.family))
    return tunnelLoss(j, tunnel.link, RCV, [`${tunnel.link.name} does not carry what ${j.packet.source} sends`]);
  return unwrap(j, tunnel.link, inner, RCV);
}
