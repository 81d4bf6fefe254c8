import type { Address, LinkRecord, Packet } from '@skoop/model';
import { sysctl } from '../../sysctl.ts';
import type { Fates, Journey } from '../../walk/journey.ts';
import { isUp } from '../link.ts';
import { unwrap } from './decapsulate.ts';
import { tunnelLoss, wrap } from './encapsulate.ts';
import { type TunnelParameters, tunnelParameters } from './parameters.ts';

const XMIT = 'geneve/xmit';
const RCV = 'geneve/rcv';
/** UDP, Geneve without options, Ethernet. */
const HEADERS = 8 + 8 + 14;

const idOf = (link: LinkRecord): number => Number(link.details.id ?? 0) || 0;
const portOf = (link: LinkRecord): number => Number(link.details.dstport ?? 6081) || 6081;

/** geneve_get_dsfield(), `ttl auto`: that of the route. */
function ttlOf(j: Journey, t: TunnelParameters): number {
  if (t.link.details.ttl === 'inherit') return j.packet.ttl;
  return t.ttl || sysctl(j.ns, 'net/ipv4/ip_default_ttl', 64);
}

// @supports devices | geneve | drivers/net/geneve.c: geneve_xmit(), geneve_udp_encap_recv()
/** geneve_xmit(): frames to the one other end. */
export function geneveTransmit(j: Journey, link: LinkRecord, _nextHop: Address): Fates {
  const t = tunnelParameters(link);
  if (t.remote === undefined) return tunnelLoss(j, link, XMIT, [`${link.name} has no remote`]);
  const six = t.remote.includes(':');
  const inner = j.packet;
  const low = sysctl(j.ns, 'net/ipv4/ip_local_port_range', Number.NaN);
  const outer: Packet = {
    family: six ? 6 : 4,
    source: t.local ?? (six ? '::' : '0.0.0.0'),
    destination: t.remote,
    protocol: 'udp',
    // udp_flow_src_port(): a hash of the inner flow.
    sourcePort: Number.isNaN(low) ? { from: 32768, to: 60999 } : { from: low, to: 65535 },
    destinationPort: portOf(link),
    ttl: ttlOf(j, t),
    tos: t.tos ?? inner.tos,
    length: (inner.fragment ?? inner.length) + (six ? 40 : 20) + HEADERS,
    dontFragment: link.details.df === 'set' || (link.details.df === 'inherit' && inner.dontFragment),
    mark: inner.mark,
    encapsulated: {
      kind: 'geneve',
      vni: idOf(link),
      frame: { sourceMac: j.sourceMac ?? '', destinationMac: j.destinationMac ?? '', packet: { ...inner, mark: 0 } },
    },
  };
  return wrap(j, { tunnel: { ...t, mark: inner.mark }, stage: XMIT, outer });
}

/** geneve_udp_encap_recv(), geneve_lookup(): undefined if no device that is up has the port. The other end must be the one it is set to. */
export function geneveReceive(j: Journey): Fates | undefined {
  const { packet } = j;
  const socket = j.ns.dump.links.filter(
    (l) => l.kind === 'geneve' && isUp(l) && portOf(l) === packet.destinationPort && sameFamily(l, packet.family),
  );
  const [first] = socket;
  if (!first) return undefined;
  const inner = packet.encapsulated;
  if (inner?.kind !== 'geneve') return tunnelLoss(j, first, RCV, ['the datagram is no Geneve packet']);
  const link = socket.find((l) => idOf(l) === inner.vni && tunnelParameters(l).remote === packet.source);
  if (link) return unwrap(j, link, inner, RCV);
  const other = socket.find((l) => idOf(l) === inner.vni);
  return tunnelLoss(j, other ?? first, RCV, [
    other
      ? `${other.name} takes network ${inner.vni} from ${tunnelParameters(other).remote ?? 'nobody'} alone, and this is from ${packet.source}`
      : `no geneve device here has network ${inner.vni}`,
  ]);
}

const sameFamily = (link: LinkRecord, family: 4 | 6): boolean =>
  (tunnelParameters(link).remote?.includes(':') ?? false) === (family === 6);
