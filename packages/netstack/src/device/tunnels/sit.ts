import { type Address, addressWords, type LinkRecord } from '@skoop/model';
import type { Fates, Journey } from '../../walk/journey.ts';
import type { PacketType } from '../../walk/receive.ts';
import { nobodyTakes, unwrap } from './decapsulate.ts';
import { tunnelLoss } from './encapsulate.ts';
import { ipTunnelXmit } from './ip-tunnel.ts';
import { lookupTunnel, tunnelParameters } from './parameters.ts';

const XMIT = 'sit/xmit';
const RCV = 'sit/rcv';

/** `mode ip6ip` (the default), `ipip` or `any`. */
function carries({ details }: LinkRecord, family: 4 | 6): boolean {
  if (details.ipip !== undefined) return family === 4;
  return details.ip6ip === undefined || family === 6;
}

/** try_6rd(): 2002:<IPv4 address>::/48 names its own other end. */
function sixToFour(link: LinkRecord, address: Address): Address | undefined {
  if ((link.details['6rd-prefix'] ?? '2002::/16') !== '2002::/16') return undefined;
  const words = addressWords(address);
  if (words?.length !== 4 || (words[0] ?? 0) >>> 16 !== 0x2002) return undefined;
  const [a = 0, b = 0] = words;
  return [(a >>> 8) & 255, a & 255, b >>> 24, (b >>> 16) & 255].join('.');
}

// @supports devices | sit | net/ipv6/sit.c: sit_tunnel_xmit(), ipip6_rcv()
/** sit_tunnel_xmit(), ipip6_tunnel_xmit(): IPv6, and IPv4 where the mode lets it, in IPv4. */
export function sitTransmit(j: Journey, link: LinkRecord, nextHop: Address): Fates {
  const { packet } = j;
  if (!carries(link, packet.family))
    return tunnelLoss(j, link, XMIT, [`${link.name} carries no IPv${packet.family}: its mode says so`]);
  const t = tunnelParameters(link);
  const remote = t.remote ?? (packet.family === 6 ? sixToFour(link, packet.destination) : undefined);
  return ipTunnelXmit(j, remote === undefined ? t : { ...t, remote }, nextHop, {
    stage: XMIT,
    protocol: packet.family === 6 ? 'ipv6' : 'ipip',
    encapsulated: { kind: packet.family === 6 ? 'sit' : 'ipip', packet: { ...packet, mark: 0 } },
    header: 0,
    ethernet: 0,
    ...(packet.family === 6 ? { linkFailure: true } : {}),
  });
}

const sitLinks = (j: Journey): readonly LinkRecord[] => j.ns.dump.links.filter((l) => l.kind === 'sit');
const lookup = (j: Journey, device: string) =>
  lookupTunnel(sitLinks(j), { outer: j.packet, device, fallback: 'sit0', strictDevice: true });

/** sit_tunnel_rcv(): a tunnel that carries both families takes IPv4 that no IPIP tunnel took. */
export function sitTakesIpip(j: Journey, device: string): Fates | undefined {
  const tunnel = lookup(j, device);
  const inner = j.packet.encapsulated;
  if (!tunnel) return undefined;
  if (inner?.kind !== 'ipip' || !carries(tunnel.link, 4))
    return tunnelLoss(j, tunnel.link, RCV, [`${tunnel.link.name} does not carry what ${j.packet.source} sends`]);
  return unwrap(j, tunnel.link, inner, RCV);
}

/** tunnel64_rcv(), ipip6_rcv(): undefined if the kernel has no such tunnels at all. */
export function sitReceive(j: Journey, device: string, type: PacketType): Fates | undefined {
  const links = sitLinks(j);
  if (links.length === 0) return undefined;
  const tunnel = lookup(j, device);
  if (!tunnel) return nobodyTakes(j, device, type, { stage: 'tunnel4/rcv', kind: 'sit', links });
  const inner = j.packet.encapsulated;
  if (inner?.kind !== 'sit' || !carries(tunnel.link, 6))
    return tunnelLoss(j, tunnel.link, RCV, [`${tunnel.link.name} does not carry what ${j.packet.source} sends`]);
  return unwrap(j, tunnel.link, inner, RCV);
}
