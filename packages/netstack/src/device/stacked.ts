import type { LinkRecord } from '@skoop/model';
import type { Namespace } from '../namespace.ts';
import { attach } from '../netfilter/conntrack/attached.ts';
import { evidenceAt } from '../section.ts';
import { drop, enterNamespace, type Fates, gapHere, type Journey, unknown } from '../walk/journey.ts';
import { wireLength } from '../walk/mtu.ts';
import { devicePlace } from '../walk/step.ts';
import { CROSSING, spend } from '../work.ts';
import type { World } from '../world.ts';
import { findLink, isUp } from './link.ts';
import { receiveFrame } from './receive-frame.ts';

/** A device and the namespace that it is in. */
export type DeviceAt = { readonly ns: Namespace; readonly link: LinkRecord };

function at(world: World, end: { readonly netns: string; readonly device: string }): DeviceAt | undefined {
  const ns = world.namespace(end.netns);
  const link = ns && findLink(ns, end.device);
  return ns && link && { ns, link };
}

/** The device that one sits on; undefined where the snapshot does not tell. */
export function lowerOf(world: World, ns: Namespace, link: LinkRecord): DeviceAt | undefined {
  const end = world.lowerDevice(ns.key, link.name);
  return end && at(world, end);
}

/** Devices of some kinds that sit on one, in whatever namespace. */
export const uppersOf = (
  world: World,
  ns: Namespace,
  link: LinkRecord,
  kinds: ReadonlySet<string>,
): readonly DeviceAt[] =>
  world.upperDevices(ns.key, link.name).flatMap((end) => {
    const upper = at(world, end);
    return upper && kinds.has(upper.link.kind) ? [upper] : [];
  });

/** All devices that frames of one go up to: those that sit on it or on its bridge, bond or VLANs, in whatever namespace. Itself is none of them. */
export function stackedAbove(world: World, ns: Namespace, link: LinkRecord): readonly DeviceAt[] {
  const seen = new Set([`${ns.key}/${link.name}`]);
  const found: DeviceAt[] = [];
  const left: DeviceAt[] = [{ ns, link }];
  for (let d = left.pop(); d; d = left.pop()) {
    const master = d.link.master === undefined ? undefined : findLink(d.ns, d.link.master);
    const ends = world.upperDevices(d.ns.key, d.link.name).flatMap((end) => at(world, end) ?? []);
    for (const upper of [...(master ? [{ ns: d.ns, link: master }] : []), ...ends]) {
      const key = `${upper.ns.key}/${upper.link.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      left.push(upper);
      if (upper.link !== master) found.push(upper);
    }
  }
  return found;
}

/** What a device sits on is in no collected namespace, or more than one device may be it. */
export const unknownLower = (j: Journey, link: LinkRecord): Fates =>
  unknown(
    j,
    `${link.kind}/xmit`,
    gapHere(
      j.ns,
      'lower-device-unknown',
      `Which device ${link.name}, a ${link.kind}, sits on cannot be told from the snapshot`,
      {
        action: `Run collect.sh on ${j.ns.node} again with \`--pods all\`.`,
        evidence: evidenceAt(j.ns, 'links', link),
      },
    ),
    devicePlace(link, link.name),
  );

/** The frame goes on at another device of the machine. */
export const moveTo = (j: Journey, out: LinkRecord, to: DeviceAt): Journey =>
  to.ns.key === j.ns.key ? j : enterNamespace(j, out.name, to.ns, to.link.name);

/** Length that a device compares with its MTU: one tag is carried beside the frame, further ones in it. skb_vlan_push() */
export const frameLength = (j: Journey): number => wireLength(j.packet) + 4 * Math.max(0, (j.tags?.length ?? 0) - 1);

/** dev_forward_skb(): the frame comes in by a device as if from a wire, if that is up and takes frames so long. */
export function forwardSkb(j: Journey, out: LinkRecord, to: DeviceAt): Fates {
  const { ns, link } = to;
  const whose = ns.key === j.ns.key ? link.name : `${link.name} in ${ns.label}`;
  const refuse = (sentence: string): Fates =>
    drop(j, {
      stage: 'veth/xmit',
      reason: 'NOT_SPECIFIED',
      device: out.name,
      at: devicePlace(out, out.name),
      sentence: [sentence],
      evidence: [evidenceAt(ns, 'links', link)],
    });
  if (!isUp(link)) return refuse(`${whose} is down`);
  const tooLong = frameLength(j) > link.mtu + 4;
  const bundle = j.bundle === true || (tooLong && j.local && j.bundled === true);
  if (tooLong && !bundle) return refuse(`${wireLength(j.packet)} bytes do not fit the MTU ${link.mtu} of ${whose}`);
  const moved = moveTo(j, out, to);
  // skb_scrub_packet(): a connection that one namespace knows is not carried along.
  const budget = spend(j.env.work, CROSSING) ? moved.budget - 1 : 0;
  const fresh = { ...moved, budget, flow: attach(moved.flow, ns.key, undefined), nested: 0, local: false };
  if (budget <= 0)
    return unknown(j, 'walk', gapHere(j.ns, 'walk-too-long', 'The packet goes round in circles: the walk was ended'));
  return receiveFrame(bundle ? { ...fresh, bundle } : fresh, link.name);
}
