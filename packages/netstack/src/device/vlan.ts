import type { LinkRecord } from '@skoop/model';
import type { Namespace } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import { drop, type Fates, type Journey, withStep } from '../walk/journey.ts';
import type { PacketType } from '../walk/receive.ts';
import { devicePlace, pass } from '../walk/step.ts';
import type { World } from '../world.ts';
import { isUp } from './link.ts';
import { type DeviceAt, lowerOf, moveTo, unknownLower, uppersOf } from './stacked.ts';

/** 802.1Q or 802.1ad tag of a frame. */
export type VlanTag = { readonly protocol: string; readonly id: number };

const VLAN = new Set(['vlan']);

/** Tag that a VLAN device puts on what it sends, and takes. */
export const tagOf = (link: LinkRecord): VlanTag => ({
  protocol: link.details.protocol ?? '802.1Q',
  id: Number(link.details.id ?? 0),
});

export const tagText = ({ protocol, id }: VlanTag): string =>
  `${protocol === '802.1Q' ? '' : `${protocol} `}VLAN ${id}`;

/** vlan_find_dev(): the device of a tag on another one. */
export const vlanDevice = (world: World, ns: Namespace, link: LinkRecord, tag: VlanTag): DeviceAt | undefined =>
  uppersOf(world, ns, link, VLAN).find(({ link: upper }) => {
    const own = tagOf(upper);
    return own.id === tag.id && own.protocol === tag.protocol;
  });

// @supports devices | VLAN, 802.1Q and 802.1ad | net/8021q/vlan_dev.c: vlan_dev_hard_start_xmit(), net/8021q/vlan_core.c: vlan_do_receive()
/** vlan_dev_hard_start_xmit(): the frame gets the tag, and leaves by the device below. */
export function vlanTransmit(j: Journey, link: LinkRecord, next: (j: Journey, lower: LinkRecord) => Fates): Fates {
  const lower = lowerOf(j.env.world, j.ns, link);
  if (!lower) return unknownLower(j, link);
  const tag = tagOf(link);
  const said = `${link.name} puts the tag of ${tagText(tag)} on the frame and sends it by ${lower.link.name}`;
  const step = pass('device', 'vlan/xmit', [said], [evidenceAt(j.ns, 'links', link)], {
    at: devicePlace(link, link.name),
  });
  const moved = moveTo(withStep({ ...j, tags: [tag, ...(j.tags ?? [])] }, step), link, lower);
  return next(moved, lower.link);
}

/**
 * vlan_do_receive(): a frame with a tag comes up by the VLAN of that tag. undefined: there is none, and who takes the frame off the device
 * sees the tag.
 */
export function vlanReceive(
  j: Journey,
  link: LinkRecord,
  type: PacketType,
  next: (j: Journey, device: LinkRecord, type: PacketType) => Fates,
): Fates | undefined {
  const [tag, ...inner] = j.tags ?? [];
  const upper = tag && vlanDevice(j.env.world, j.ns, link, tag);
  if (!tag || !upper) return undefined;
  if (!isUp(upper.link))
    return drop(j, {
      stage: 'vlan/receive',
      reason: 'NOT_SPECIFIED',
      device: link.name,
      at: devicePlace(link, link.name),
      sentence: [`${upper.link.name}, the device of ${tagText(tag)} on ${link.name}, is down`],
      evidence: [evidenceAt(upper.ns, 'links', upper.link)],
    });
  const step = pass(
    'device',
    'vlan/receive',
    [`the frame has the tag of ${tagText(tag)}: it comes up by ${upper.link.name}`],
    [],
    {
      at: devicePlace(link, link.name),
    },
  );
  const { tags: _tags, ...rest } = moveTo(withStep(j, step), link, upper);
  const untagged: Journey = inner.length > 0 ? { ...rest, tags: inner } : rest;
  // The VLAN may have a hardware address that is not the one of the device below.
  const seen = type === 'otherhost' && j.destinationMac === upper.link.mac ? 'host' : type;
  return next(untagged, upper.link, seen);
}
