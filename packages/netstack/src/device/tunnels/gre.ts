import type { Address, Encapsulation, GreHeader, LinkRecord } from '@skoop/model';
import { staticNeighbour } from '../../neighbour/entry.ts';
import type { Fates, Journey } from '../../walk/journey.ts';
import type { PacketType } from '../../walk/receive.ts';
import { nobodyTakes, unwrap } from './decapsulate.ts';
import { tunnelLoss } from './encapsulate.ts';
import { ipTunnelXmit } from './ip-tunnel.ts';
import { ip6TunnelXmit } from './ip6-tunnel.ts';
import { lookupTunnel, type TunnelParameters, tunnelParameters } from './parameters.ts';

const RCV = 'gre/rcv';
const has = (link: LinkRecord, ...names: readonly string[]): boolean =>
  names.some((n) => link.details[n] !== undefined);

const fieldsOf = (t: TunnelParameters): GreHeader => ({
  ...(t.outKey === undefined ? {} : { key: t.outKey }),
  ...(has(t.link, 'csum', 'ocsum') ? { checksum: true } : {}),
  ...(has(t.link, 'seq', 'oseq') ? { sequence: true } : {}),
});

/** gre_calc_hlen(): four bytes, and four more for each optional field. */
const lengthOf = (h: GreHeader): number =>
  4 + [h.key !== undefined, h.checksum, h.sequence].filter((present) => present === true).length * 4;

function encapsulationOf(j: Journey, fields: GreHeader, tap: boolean): Encapsulation {
  const packet = { ...j.packet, mark: 0 };
  if (!tap) return { kind: 'gre', ...fields, packet };
  return {
    kind: 'gretap',
    ...fields,
    frame: { sourceMac: j.sourceMac ?? '', destinationMac: j.destinationMac ?? '', packet },
  };
}

/** ipgre_header(): without a remote the neighbour's link-layer address is the other end, and one that nobody set is the device's own. */
function named(j: Journey, t: TunnelParameters, nextHop: Address): TunnelParameters {
  const remote = t.remote ?? staticNeighbour(j.ns, t.link.name, nextHop)?.mac ?? t.local;
  return remote === undefined ? t : { ...t, remote };
}

// @supports devices | gre, gretap, ip6gre, ip6gretap | net/ipv4/ip_gre.c: ipgre_xmit(), gre_tap_xmit(), gre_rcv(); net/ipv6/ip6_gre.c
/** ipgre_xmit(), gre_tap_xmit(), ip6gre_tunnel_xmit(), ip6gre_tap_xmit(). */
export function greTransmit(j: Journey, link: LinkRecord, nextHop: Address): Fates {
  const t = tunnelParameters(link);
  const tap = link.kind === 'gretap' || link.kind === 'ip6gretap';
  const fields = fieldsOf(t);
  const carriage = {
    protocol: 'gre',
    encapsulated: encapsulationOf(j, fields, tap),
    header: lengthOf(fields),
    ethernet: tap ? 14 : 0,
  };
  if (link.kind === 'ip6gre' || link.kind === 'ip6gretap')
    return ip6TunnelXmit(j, t, nextHop, { ...carriage, stage: 'ip6gre/xmit' });
  return ipTunnelXmit(j, tap ? t : named(j, t, nextHop), nextHop, { ...carriage, stage: 'gre/xmit' });
}

/** gre_rcv(), ip6gre_rcv(): undefined if the kernel has no GRE at all. */
export function greReceive(j: Journey, device: string, type: PacketType): Fates | undefined {
  const { packet } = j;
  const inner = packet.encapsulated;
  const tap = inner?.kind === 'gretap';
  const family = packet.family === 4 ? '' : 'ip6';
  const [plain, tapped] = [`${family}gre`, `${family}gretap`];
  const all = j.ns.dump.links.filter((l) => l.kind === plain || l.kind === tapped);
  if (all.length === 0) return undefined;
  const links = all.filter((l) => l.kind === (tap ? tapped : plain));
  const key = inner?.kind === 'gre' || inner?.kind === 'gretap' ? inner.key : undefined;
  const t = lookupTunnel(links, {
    outer: packet,
    device,
    fallback: `${plain}0`,
    ...(key === undefined ? {} : { key }),
  });
  if (!t)
    return nobodyTakes(j, device, type, {
      stage: RCV,
      kind: tap ? tapped : plain,
      links,
      ...(key === undefined ? {} : { key }),
    });
  if (inner?.kind !== 'gre' && inner?.kind !== 'gretap')
    return tunnelLoss(j, t.link, RCV, [`what ${packet.source} sends in the tunnel is no packet`]);
  if (has(t.link, 'csum', 'icsum') !== (inner.checksum === true))
    return tunnelLoss(j, t.link, RCV, [`the ends of ${t.link.name} do not agree about checksums`]);
  if (has(t.link, 'seq', 'iseq') && inner.sequence !== true)
    return tunnelLoss(j, t.link, RCV, [`${t.link.name} wants sequence numbers, and the packet has none`]);
  return unwrap(j, t.link, inner, RCV);
}
