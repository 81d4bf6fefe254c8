import { type Address, isMulticast, type LinkRecord, type Packet } from '@skoop/model';
import { icmpError, isIcmpError, UNREACHABLE } from '../icmp/error.ts';
import { lookupRoute } from '../route/lookup.ts';
import { evidenceAt } from '../section.ts';
import { sysctl } from '../sysctl.ts';
import { drop, type Fates, gapHere, type Journey, unknown, withStep } from '../walk/journey.ts';
import { localOutput, outputKey } from '../walk/local-output.ts';
import { routeMtu, wireLength } from '../walk/mtu.ts';
import { ipReceive, type PacketType, packetType } from '../walk/receive.ts';
import { devicePlace, pass } from '../walk/step.ts';
import { bridgeReceive } from './bridge.ts';
import { floodTo } from './flood.ts';
import { bridgeOf, isUp } from './link.ts';
import { programForks } from './program.ts';
import { learned } from './tunnels/encapsulate.ts';
import { unreadFdb, type VxlanTarget, vxlanTargets } from './vxlan-fdb.ts';

const number = (text: string | undefined, otherwise: number): number => {
  const n = Number(text);
  return text === undefined || !Number.isFinite(n) ? otherwise : n;
};
const vniOf = (link: LinkRecord): number => number(link.details.id, 0);
const portOf = (link: LinkRecord): number => number(link.details.dstport, 8472);
/** IP, UDP, VXLAN and Ethernet headers around the inner packet. */
const overhead = (family: 4 | 6): number => (family === 4 ? 20 : 40) + 8 + 8 + 14;

// @supports devices | vxlan | drivers/net/vxlan/vxlan_core.c: vxlan_xmit(), vxlan_rcv()
/** vxlan_xmit(): the frame goes to the VTEP that the FDB names for its MAC. */
export function vxlanTransmit(j: Journey, link: LinkRecord, _nextHop: Address): Fates {
  const at = devicePlace(link, link.name);
  const mac = j.destinationMac;
  if (mac === undefined)
    return unknown(j, 'vxlan/xmit', gapHere(j.ns, 'mac-unknown', `No MAC to look up in the FDB of ${link.name}`), at);
  const { known, targets } = vxlanTargets(j.ns, link, mac);
  const unread = known ? undefined : unreadFdb(j.ns);
  if (unread) return unknown(j, 'vxlan/xmit', unread, at);
  if (targets.length === 0)
    return drop(j, {
      stage: 'vxlan/xmit',
      reason: 'NO_TX_TARGET',
      device: link.name,
      at,
      sentence: [`the FDB of ${link.name} has no entry for ${mac}, and no default: the frame has nowhere to go`],
      check: [`bridge fdb show dev ${link.name}`],
    });
  const chosen = known ? targets.slice(0, 1) : targets;
  if (chosen.some((t) => isMulticast(t.address)))
    return unknown(
      j,
      'vxlan/xmit',
      gapHere(j.ns, 'vxlan-multicast', `${link.name} floods by multicast, which is not evaluated`),
      at,
    );
  return floodTo(
    j,
    link,
    chosen.map((t) => () => sendTo(j, link, t)),
  );
}

function sendTo(j: Journey, link: LinkRecord, t: VxlanTarget): Fates {
  const at = devicePlace(link, link.name);
  const family = t.address.includes(':') ? 6 : 4;
  const inner = j.packet;
  const low = sysctl(j.ns, 'net/ipv4/ip_local_port_range', Number.NaN);
  const outer: Packet = {
    family,
    source: link.details.local ?? (family === 4 ? '0.0.0.0' : '::'),
    destination: t.address,
    protocol: 'udp',
    sourcePort: Number.isNaN(low) ? { from: 32768, to: 60999 } : { from: low, to: 65535 },
    destinationPort: t.port ?? portOf(link),
    ttl: number(link.details.ttl, 64) || 64,
    tos: link.details.tos === 'inherit' ? inner.tos : number(link.details.tos, 0),
    length: (inner.fragment ?? inner.length) + overhead(family),
    dontFragment: link.details.df === 'set' || (link.details.df === 'inherit' && inner.dontFragment),
    // skb_scrub_packet() within one namespace: the inner packet's mark stays.
    mark: inner.mark,
    encapsulated: {
      kind: 'vxlan',
      vni: t.vni ?? vniOf(link),
      frame: { sourceMac: j.sourceMac ?? '', destinationMac: j.destinationMac ?? '', packet: { ...inner, mark: 0 } },
    },
  };
  const refusal = bridgedRefusal(j, link, outer);
  if (refusal)
    return drop(j, {
      stage: 'vxlan/xmit',
      reason: 'NOT_SPECIFIED',
      device: link.name,
      at,
      sentence: [
        `with ${overhead(family)} bytes around it the packet does not fit the way to ${t.address}, and ${link.name} tells its sender`,
      ],
      answer: refusal,
    });
  const evidence = t.entry ? [evidenceAt(j.ns, 'fdb', t.entry)] : [evidenceAt(j.ns, 'links', link)];
  const step = pass(
    'encapsulate',
    'vxlan/xmit',
    [`${link.name} wraps the frame for ${t.address} (VNI ${t.vni ?? vniOf(link)})`],
    evidence,
    { at },
  );
  const { owner: _o, bridge: _b, skbDevice: _d, sourceMac: _s, destinationMac: _m, ...rest } = withStep(j, step);
  return localOutput(
    { ...rest, packet: outer, local: false },
    {
      ...(t.device === undefined ? {} : { device: t.device }),
      lostAt: { stage: 'vxlan/xmit', device: link.name },
      // skb_tunnel_check_pmtu(): what is too long goes on all the same, and what comes next is told.
      admit: (k, r) => {
        const mtu = routeMtu(k.ns, r, t.address, k.flow, false) - overhead(family);
        return wireLength(inner) > mtu ? learned(k, inner, mtu) : k;
      },
      bypass: (k) => bypass({ ...k, packet: inner }, link, t.vni ?? vniOf(link), t.port ?? portOf(link)),
    },
  );
}

/**
 * skb_tunnel_check_pmtu(): a tunnel that is a port of a bridge answers by itself what does not fit the route to the other end and must not
 * be cut. iptunnel_pmtud_check_icmp(), iptunnel_pmtud_check_icmpv6()
 */
function bridgedRefusal(j: Journey, link: LinkRecord, outer: Packet): Packet | undefined {
  const { packet } = j;
  if (!bridgeOf(j.ns, link) || isIcmpError(packet)) return undefined;
  const found = lookupRoute(j.ns, outputKey(outer, undefined, undefined));
  if (found.kind === 'error' || found.type !== 'unicast') return undefined;
  const [hop] = found.nexthops;
  const { type, route } = found;
  const routed = { kind: 'routed', type, device: hop?.device ?? 'lo', route, hop, nextHop: outer.destination } as const;
  const mtu = routeMtu(j.ns, routed, outer.destination, j.flow, false) - overhead(outer.family);
  if (wireLength(packet) <= mtu) return undefined;
  if (packet.family === 6)
    return mtu > 1280 ? icmpError(packet, { type: 2, code: 0, mtu }, packet.destination) : undefined;
  const told = mtu >= 576 && packet.dontFragment && packet.fragment === undefined;
  return told ? icmpError(packet, { type: 3, code: 4, mtu }, packet.destination) : undefined;
}

/** encap_bypass_if_local(): a frame for this very machine comes in at the vxlan device of its VNI without having been a packet. */
function bypass(j: Journey, from: LinkRecord, vni: number, port: number): Fates {
  const to = j.ns.dump.links.find((l) => l.kind === 'vxlan' && isUp(l) && vniOf(l) === vni && portOf(l) === port);
  if (!to)
    return drop(j, {
      stage: 'vxlan/xmit',
      reason: 'VXLAN_VNI_NOT_FOUND',
      device: from.name,
      at: devicePlace(from, from.name),
      sentence: [`the destination is this machine, and no vxlan device here has VNI ${vni}`],
    });
  const step = pass(
    'decapsulate',
    'vxlan/rcv',
    [`the destination is this machine: ${to.name} takes the frame at once`],
    [],
    {
      at: devicePlace(to, to.name),
    },
  );
  // The packet keeps the route that it left with: one that was forwarded is forwarded again, and one that was sent here was not to come in.
  // IPv6 has the same routes for both. ip6_rt_init_dst()
  const k = withStep(j, step);
  if (j.inDevice === undefined && j.packet.family === 4)
    return drop(k, {
      stage: 'ip_rcv/route',
      reason: 'NOT_SPECIFIED',
      device: to.name,
      sentence: [`the packet came back to ${j.ns.node}, which had sent it: the FDB of ${from.name} names this machine`],
      check: [`bridge fdb show dev ${from.name}`],
    });
  // Its own sender hears nothing of it.
  const error = j.inDevice === undefined ? undefined : icmpError(j.packet, UNREACHABLE.ttl[j.packet.family]);
  return drop(k, {
    stage: `${j.packet.family === 4 ? 'ip_forward' : 'ip6_forward'}/ttl`,
    reason: 'IP_INHDR',
    device: to.name,
    sentence: [`the FDB of ${from.name} names this machine: the packet goes round until its TTL is used up`],
    ...(error ? { answer: error } : {}),
    check: [`bridge fdb show dev ${from.name}`],
  });
}

/** vxlan_rcv(): undefined if no vxlan device of the namespace listens on the port. The UDP socket lives while the device is up. */
export function vxlanReceive(j: Journey, device: string, _type: PacketType): Fates | undefined {
  const { packet } = j;
  if (packet.protocol !== 'udp') return undefined;
  const socket = j.ns.dump.links.filter(
    (l) => l.kind === 'vxlan' && isUp(l) && portOf(l) === packet.destinationPort && sameFamily(l, packet.family),
  );
  if (socket.length === 0) return undefined;
  const inner = packet.encapsulated;
  if (inner?.kind !== 'vxlan')
    return drop(j, {
      stage: 'vxlan/rcv',
      reason: 'NOT_SPECIFIED',
      device,
      sentence: ['the datagram is no VXLAN packet'],
    });
  const link = socket.find((l) => vniOf(l) === inner.vni);
  if (!link)
    return drop(j, {
      stage: 'vxlan/rcv',
      reason: 'VXLAN_VNI_NOT_FOUND',
      device,
      sentence: [`no vxlan device here has VNI ${inner.vni}`],
      evidence: socket.map((l) => evidenceAt(j.ns, 'links', l)),
    });
  const at = devicePlace(link, link.name);
  if (inner.frame.sourceMac === link.mac)
    return drop(j, {
      stage: 'vxlan/rcv',
      reason: 'LOCAL_MAC',
      device: link.name,
      at,
      sentence: [`the frame carries the address of ${link.name} itself as its source`],
    });
  const step = pass(
    'decapsulate',
    'vxlan/rcv',
    [`${link.name} unwraps the frame from ${packet.source} (VNI ${inner.vni})`],
    [evidenceAt(j.ns, 'links', link)],
    { at },
  );
  const { bridge: _b, ...rest } = withStep(j, step);
  const next: Journey = {
    ...rest,
    packet: { ...inner.frame.packet, mark: packet.mark },
    sourceMac: inner.frame.sourceMac,
    destinationMac: inner.frame.destinationMac,
    skbDevice: link.name,
    budget: j.budget - 1,
  };
  return programForks(next, link, 'ingress', (k) => {
    const bridge = bridgeOf(k.ns, link);
    return bridge ? bridgeReceive(k, bridge, link) : ipReceive(k, link.name, packetType(link, k.destinationMac));
  });
}

/** A vxlan socket is of the family of its local or remote address; IPv4 where none is set. */
function sameFamily(link: LinkRecord, family: 4 | 6): boolean {
  const own =
    link.details.local ??
    link.details.local6 ??
    link.details.remote ??
    link.details.remote6 ??
    link.details.group ??
    link.details.group6;
  return own === undefined ? family === 4 : own.includes(':') === (family === 6);
}
