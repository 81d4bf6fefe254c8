import type { LinkRecord } from '@skoop/model';
import type { Namespace } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import { drop, type Fates, type Journey, withStep } from '../walk/journey.ts';
import type { PacketType } from '../walk/receive.ts';
import { devicePlace, pass } from '../walk/step.ts';
import type { World } from '../world.ts';
import { floodTo } from './flood.ts';
import { isUp } from './link.ts';
import { type DeviceAt, forwardSkb, lowerOf, moveTo, unknownLower, uppersOf } from './stacked.ts';

const MACVLAN = new Set(['macvlan', 'macvtap']);

/** MACVLAN_MODE_*: `bridge`, `vepa` (the default), `private`, `passthru`, `source`. */
const modeOf = (link: LinkRecord): string => link.details.mode ?? 'vepa';

export const isGroupMac = (mac: string | undefined): boolean =>
  mac !== undefined && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;

/** macvlans on a device. */
export const macvlansOn = (world: World, ns: Namespace, link: LinkRecord): readonly DeviceAt[] =>
  uppersOf(world, ns, link, MACVLAN);

/** MACVLAN_MODE_PASSTHRU: the one on the device takes all that is not for everybody. */
export const isTakenOver = (world: World, ns: Namespace, link: LinkRecord): boolean =>
  macvlansOn(world, ns, link).some((m) => modeOf(m.link) === 'passthru');

const same = (a: DeviceAt, b: DeviceAt): boolean => a.ns.key === b.ns.key && a.link.name === b.link.name;

/** Siblings that hear what one sends to everybody without the wire: macvlan_broadcast() from macvlan_queue_xmit(). */
export const siblingsHearing = (world: World, lower: DeviceAt, sender: DeviceAt): readonly DeviceAt[] =>
  modeOf(sender.link) !== 'bridge'
    ? []
    : macvlansOn(world, lower.ns, lower.link).filter(
        (m) => !same(m, sender) && isUp(m.link) && modeOf(m.link) === 'bridge',
      );

/** Who hears a frame for everybody that comes in by the device below. macvlan_handle_frame(), macvlan_multicast_rx() */
export function hearingFromWire(
  world: World,
  lower: DeviceAt,
  sourceMac: string | undefined,
): { readonly macvlans: readonly DeviceAt[]; readonly only: boolean } {
  const all = macvlansOn(world, lower.ns, lower.link).filter((m) => isUp(m.link));
  const source = all.find((m) => m.link.mac === sourceMac);
  if (!source) return { macvlans: all.filter((m) => modeOf(m.link) !== 'source'), only: false };
  const mode = modeOf(source.link);
  // One's own frame, sent back by the wire.
  if (mode === 'vepa')
    return {
      macvlans: all.filter((m) => !same(m, source) && (modeOf(m.link) === 'vepa' || modeOf(m.link) === 'bridge')),
      only: false,
    };
  if (mode === 'bridge') return { macvlans: all.filter((m) => modeOf(m.link) === 'vepa'), only: false };
  return { macvlans: [source], only: true };
}

// @supports devices | macvlan, macvtap: bridge, vepa, private, passthru, source | drivers/net/macvlan.c: macvlan_queue_xmit(), macvlan_handle_frame()
/** macvlan_queue_xmit(): straight to a sibling in bridge mode, else out by the device below, which itself hears nothing of it. */
export function macvlanTransmit(j: Journey, link: LinkRecord, next: (j: Journey, lower: LinkRecord) => Fates): Fates {
  const { world } = j.env;
  const lower = lowerOf(world, j.ns, link);
  if (!lower) return unknownLower(j, link);
  const here: DeviceAt = { ns: j.ns, link };
  const place = { at: devicePlace(link, link.name) };
  const mode = modeOf(link);
  const out = (k: Journey): Fates => {
    const said = `${link.name}, a macvlan (${mode}) on ${lower.link.name}, sends the frame out by it; ${lower.link.name} itself is not asked`;
    const line = evidenceAt(j.ns, 'links', link);
    return next(moveTo(withStep(k, pass('device', 'macvlan/xmit', [said], [line], place)), link, lower), lower.link);
  };
  if (mode !== 'bridge') return out(j);
  if (isGroupMac(j.destinationMac)) {
    const copies = siblingsHearing(world, lower, here).map((m) => () => forwardSkb(j, link, m));
    return floodTo(j, link, [...copies, () => out(j)]);
  }
  const sibling = macvlansOn(world, lower.ns, lower.link).find(
    (m) => isUp(m.link) && modeOf(m.link) === 'bridge' && m.link.mac === j.destinationMac,
  );
  if (!sibling) return out(j);
  const step = pass(
    'device',
    'macvlan/xmit',
    [`${j.destinationMac} is ${sibling.link.name} in ${sibling.ns.label}, on ${lower.link.name} too`],
    [],
    place,
  );
  // By way of the device below, for those who listen there.
  return forwardSkb(withStep(j, step), link, lower);
}

/** macvlan_handle_frame(): a frame came in by a device that macvlans sit on. undefined: it is for the device itself. */
export function macvlanReceive(
  j: Journey,
  link: LinkRecord,
  next: (j: Journey, device: LinkRecord, type: PacketType) => Fates,
  itself: () => Fates,
): Fates | undefined {
  const { world } = j.env;
  const lower: DeviceAt = { ns: j.ns, link };
  const all = macvlansOn(world, j.ns, link);
  if (all.length === 0) return undefined;
  const give = (m: DeviceAt, type: PacketType): Fates => {
    const said = `the frame is for ${m.link.name}${m.ns.key === j.ns.key ? '' : ` in ${m.ns.label}`}, a macvlan on ${link.name}`;
    const step = pass('device', 'macvlan/receive', [said], [], { at: devicePlace(link, link.name) });
    return next(moveTo(withStep(j, step), link, m), m.link, type);
  };
  if (isGroupMac(j.destinationMac)) {
    const { macvlans, only } = hearingFromWire(world, lower, j.sourceMac);
    const type: PacketType = j.destinationMac === 'ff:ff:ff:ff:ff:ff' ? 'broadcast' : 'multicast';
    return floodTo(j, link, [...(only ? [] : [itself]), ...macvlans.map((m) => () => give(m, type))]);
  }
  const fromList = all.filter(
    (m) => modeOf(m.link) === 'source' && isUp(m.link) && j.sourceMac !== undefined && j.sourceMac in m.link.details,
  );
  if (fromList.length > 0)
    return floodTo(j, link, [
      ...fromList.map((m) => () => give(m, m.link.mac === j.destinationMac ? 'host' : 'otherhost')),
      itself,
    ]);
  const taker =
    all.find((m) => modeOf(m.link) === 'passthru') ??
    all.find((m) => isUp(m.link) && m.link.mac === j.destinationMac && modeOf(m.link) !== 'source');
  if (!taker) return undefined;
  if (isUp(taker.link)) return give(taker, 'host');
  return drop(j, {
    stage: 'macvlan/receive',
    reason: 'NOT_SPECIFIED',
    device: link.name,
    at: devicePlace(link, link.name),
    sentence: [`${taker.link.name}, which has taken over ${link.name}, is down`],
    evidence: [evidenceAt(taker.ns, 'links', taker.link)],
  });
}
