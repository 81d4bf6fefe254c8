import type { LinkRecord, Packet } from '@skoop/model';
import { mapFork } from '../fork.ts';
import type { Namespace } from '../namespace.ts';
import { attach } from '../netfilter/conntrack/attached.ts';
import { evidenceAt } from '../section.ts';
import { drop, enterNamespace, type Fates, type Journey, withStep } from '../walk/journey.ts';
import { localOutput } from '../walk/local-output.ts';
import type { PacketType } from '../walk/receive.ts';
import { devicePlace, pass } from '../walk/step.ts';
import type { World } from '../world.ts';
import { floodTo } from './flood.ts';
import { addressesOn, isUp } from './link.ts';
import { isGroupMac } from './macvlan.ts';
import { type DeviceAt, forwardSkb, lowerOf, moveTo, unknownLower, uppersOf } from './stacked.ts';

const IPVLAN = new Set(['ipvlan', 'ipvtap']);

/** IPVLAN_MODE_*; one for all that sit on a device. */
export const ipvlanMode = (link: LinkRecord): string => link.details.mode ?? 'l3';
const isPrivate = (link: LinkRecord): boolean => link.details.private !== undefined;
const isVepa = (link: LinkRecord): boolean => link.details.vepa !== undefined;

export const ipvlansOn = (world: World, ns: Namespace, link: LinkRecord): readonly DeviceAt[] =>
  uppersOf(world, ns, link, IPVLAN);

/** ipvlan_ht_addr_lookup(): which of those on a device has an address. Those that are down have none. */
export const ipvlanWith = (world: World, lower: DeviceAt, address: string): DeviceAt | undefined =>
  ipvlansOn(world, lower.ns, lower.link).find(
    (m) => isUp(m.link) && addressesOn(m.ns, m.link.name).some((a) => a.address === address),
  );

/** Who hears what one sends to everybody, beside the wire. ipvlan_process_multicast() */
export const ipvlansHearing = (world: World, lower: DeviceAt, sender: DeviceAt | undefined): readonly DeviceAt[] =>
  ipvlansOn(world, lower.ns, lower.link).filter(
    (m) => isUp(m.link) && !(m.ns.key === sender?.ns.key && m.link.name === sender.link.name),
  );

const whereIs = (j: Journey, m: DeviceAt): string =>
  m.ns.key === j.ns.key ? m.link.name : `${m.link.name} in ${m.ns.label}`;

// @supports devices | ipvlan, ipvtap: l2, l3, l3s, private, vepa | drivers/net/ipvlan/ipvlan_core.c: ipvlan_queue_xmit(), ipvlan_handle_frame()
/** ipvlan_queue_xmit(): to whom of the same device has the address, else out by it; in modes l3 and l3s it is routed there. */
export function ipvlanTransmit(j: Journey, link: LinkRecord, next: (j: Journey, lower: LinkRecord) => Fates): Fates {
  const { world } = j.env;
  const lower = lowerOf(world, j.ns, link);
  if (!lower) return unknownLower(j, link);
  return ipvlanMode(link) === 'l2' ? transmitL2(j, link, lower, next) : transmitL3(j, link, lower);
}

function toSibling(j: Journey, link: LinkRecord, lower: DeviceAt, sibling: DeviceAt): Fates {
  const at = devicePlace(link, link.name);
  if (isPrivate(link))
    return drop(j, {
      stage: 'ipvlan/xmit',
      reason: 'NOT_SPECIFIED',
      device: link.name,
      at,
      sentence: [
        `${j.packet.destination} is ${whereIs(j, sibling)}, on ${lower.link.name} too, and ipvlans there are private: they do not talk to each other`,
      ],
      evidence: [evidenceAt(j.ns, 'links', link)],
      errno: 'ENOBUFS',
    });
  const said = `${j.packet.destination} is ${whereIs(j, sibling)}, on ${lower.link.name} too`;
  return forwardSkb(withStep(j, pass('device', 'ipvlan/xmit', [said], [], { at })), link, sibling);
}

/** ipvlan_xmit_mode_l2() */
function transmitL2(
  j: Journey,
  link: LinkRecord,
  lower: DeviceAt,
  next: (j: Journey, lower: LinkRecord) => Fates,
): Fates {
  const at = devicePlace(link, link.name);
  const out = (k: Journey): Fates => {
    const said = `${link.name}, an ipvlan on ${lower.link.name}, sends the frame out by it`;
    return next(moveTo(withStep(k, pass('device', 'ipvlan/xmit', [said], [], { at })), link, lower), lower.link);
  };
  if (isGroupMac(j.destinationMac)) {
    const hearing = ipvlansHearing(j.env.world, lower, { ns: j.ns, link });
    return floodTo(j, link, [...hearing.map((m) => () => forwardSkb(j, link, m)), () => out(j)]);
  }
  if (isVepa(link) || j.destinationMac !== link.mac) return out(j);
  const sibling = ipvlanWith(j.env.world, lower, j.packet.destination);
  if (sibling) return toSibling(j, link, lower, sibling);
  const said = `the frame is for the hardware address that ${link.name} shares with ${lower.link.name}: that takes it`;
  return forwardSkb(withStep(j, pass('device', 'ipvlan/xmit', [said], [], { at })), link, lower);
}

/** ipvlan_xmit_mode_l3(), ipvlan_process_outbound(): routed in the namespace of the device below, as if that had sent it. */
function transmitL3(start: Journey, link: LinkRecord, lower: DeviceAt): Fates {
  const j: Journey = link.mac ? { ...start, sourceMac: link.mac, destinationMac: link.mac } : start;
  const sibling = isVepa(link) ? undefined : ipvlanWith(j.env.world, lower, j.packet.destination);
  if (sibling) return toSibling(j, link, lower, sibling);
  const said = `${link.name}, an ipvlan in mode ${ipvlanMode(link)}, has its packets routed where ${lower.link.name} is`;
  const told = withStep(j, pass('device', 'ipvlan/xmit', [said], [], { at: devicePlace(link, link.name) }));
  const moved =
    lower.ns.key === j.ns.key
      ? { ...told, flow: attach(told.flow, j.ns.key, undefined), packet: { ...told.packet, mark: 0 } }
      : enterNamespace(told, link.name, lower.ns, lower.link.name);
  const { owner: _owner, bridge: _bridge, ...routed } = moved;
  // ipvlan_process_v4_outbound() and its sister free what they cannot route, without a word, and tell a sender that is right here.
  return mapFork(localOutput({ ...routed, local: false }, { device: lower.link.name }), (fate) => {
    if (fate.kind !== 'dropped' || fate.ns?.key !== lower.ns.key) return fate;
    const unroutable = fate.stage === 'local-out/route';
    const told = start.local && !fate.answer && (unroutable || /\/(OUTPUT|POSTROUTING)$/.test(fate.stage));
    return {
      ...fate,
      ...(unroutable ? { stage: 'ipvlan/xmit', reason: 'NOT_SPECIFIED' } : {}),
      ...(told ? { errno: 'ENOBUFS' } : {}),
    };
  });
}

/** ipvlan_handle_frame(): a frame came in by a device that ipvlans sit on. undefined: it is for the device itself. */
export function ipvlanReceive(
  j: Journey,
  link: LinkRecord,
  type: PacketType,
  next: (j: Journey, device: LinkRecord, type: PacketType) => Fates,
  itself: () => Fates,
): Fates | undefined {
  const lower: DeviceAt = { ns: j.ns, link };
  const [first] = ipvlansOn(j.env.world, j.ns, link);
  if (!first || ipvlanMode(first.link) === 'l3s') return undefined;
  const give = (m: DeviceAt): Fates => {
    const said = `${j.packet.destination} is ${whereIs(j, m)}, an ipvlan on ${link.name}`;
    const step = pass('device', 'ipvlan/receive', [said], [], { at: devicePlace(link, link.name) });
    return next(moveTo(withStep(j, step), link, m), m.link, type);
  };
  const group = isGroupMac(j.destinationMac);
  if (group && ipvlanMode(first.link) === 'l2') {
    const own = j.sourceMac === link.mac && ipvlanWith(j.env.world, lower, j.packet.source) !== undefined;
    if (own) return undefined;
    return floodTo(j, link, [itself, ...ipvlansHearing(j.env.world, lower, undefined).map((m) => () => give(m))]);
  }
  const owner = ipvlanWith(j.env.world, lower, j.packet.destination);
  return owner && give(owner);
}

/** ipvlan_l3_rcv(), ipvlan_nf_input(): in mode l3s the packet passes the hooks of the device below, and goes up in the other namespace. */
export function ipvlanL3s(world: World, ns: Namespace, link: LinkRecord, packet: Packet): DeviceAt | undefined {
  const owner = ipvlanWith(world, { ns, link }, packet.destination);
  return owner && ipvlanMode(owner.link) === 'l3s' ? owner : undefined;
}
