import type { BridgeVlanRecord, LinkRecord } from '@skoop/model';
import { memoise, type Namespace } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import { drop, type Fates, gapHere, type Journey, unknown } from '../walk/journey.ts';
import { devicePlace } from '../walk/step.ts';
import { tagText, type VlanTag } from './vlan.ts';

const memberships = memoise((dump) => {
  const map = new Map<string, BridgeVlanRecord[]>();
  for (const v of dump.vlans ?? []) {
    const list = map.get(v.device);
    if (list) list.push(v);
    else map.set(v.device, [v]);
  }
  return map;
});
const vlansOf = (ns: Namespace, member: string): readonly BridgeVlanRecord[] => memberships(ns).get(member) ?? [];

const isOn = (value: string | undefined): boolean => value === '1' || value === 'on' || value === 'true';

/** br_opt_get(BROPT_VLAN_ENABLED) */
export const filtersVlans = (bridge: LinkRecord): boolean => isOn(bridge.details.vlan_filtering);

const protocolOf = (bridge: LinkRecord): string => bridge.details.vlan_protocol ?? '802.1Q';

/** VLAN of a frame within a bridge; 0 where the bridge does not look at tags. */
export const vlanWithin = (bridge: LinkRecord, tags: readonly VlanTag[] | undefined): number =>
  filtersVlans(bridge) ? (tags?.[0]?.id ?? 0) : 0;

/** Where a hardware address was heard: `<netns key>/<bridge>/<mac>`, with the VLAN behind it where the bridge looks at tags. */
export const learnedKey = (bridge: string, mac: string, vlan = 0): string =>
  vlan === 0 ? `${bridge}/${mac}` : `${bridge}/${mac}/${vlan}`;

/** br_allowed_egress(): whether frames of a VLAN may leave by a port, or, by the bridge's own name, go up. */
export const isMember = (ns: Namespace, bridge: LinkRecord, member: string, vlan: number): boolean =>
  !filtersVlans(bridge) || vlansOf(ns, member).some((v) => v.from <= vlan && vlan <= v.to);

export type Admitted =
  | { readonly kind: 'in'; readonly tags: readonly VlanTag[] }
  | { readonly kind: 'refused'; readonly why: string; readonly vlan?: BridgeVlanRecord }
  | { readonly kind: 'unread' };

// @supports bridge ports | vlan_filtering, PVID, untagged, self | net/bridge/br_vlan.c: __allowed_ingress(), br_allowed_egress(), br_handle_vlan()
/** __allowed_ingress(): the VLAN that a frame belongs to which comes in by a port, or which the bridge itself sends. */
export function admit(ns: Namespace, bridge: LinkRecord, member: string, tags: readonly VlanTag[] = []): Admitted {
  if (!filtersVlans(bridge)) return { kind: 'in', tags };
  if (ns.dump.vlans === undefined) return { kind: 'unread' };
  const [first, ...inner] = tags;
  const tagged = first?.protocol === protocolOf(bridge) ? first : undefined;
  if (tagged && tagged.id !== 0)
    return isMember(ns, bridge, member, tagged.id)
      ? { kind: 'in', tags }
      : {
          kind: 'refused',
          why: `the frame has the tag of ${tagText(tagged)}, and ${member} is not in that VLAN of ${bridge.name}`,
        };
  const pvid = vlansOf(ns, member).find((v) => v.pvid);
  if (!pvid)
    return {
      kind: 'refused',
      why: `the frame has no tag, and ${member} has no VLAN for such frames (PVID) on ${bridge.name}`,
    };
  return { kind: 'in', tags: [{ protocol: protocolOf(bridge), id: pvid.from }, ...(tagged ? inner : tags)] };
}

/** br_handle_vlan(): tags of a frame that leaves by a port, or goes up to the bridge itself. */
export function tagsLeaving(
  ns: Namespace,
  bridge: LinkRecord,
  member: string,
  tags: readonly VlanTag[] = [],
): readonly VlanTag[] {
  const [first, ...inner] = tags;
  if (!filtersVlans(bridge) || !first) return tags;
  const vlan = vlansOf(ns, member).find((v) => v.from <= first.id && first.id <= v.to);
  return vlan?.untagged ? inner : tags;
}

export function withTags(j: Journey, tags: readonly VlanTag[]): Journey {
  const { tags: _tags, ...rest } = j;
  return tags.length > 0 ? { ...rest, tags } : rest;
}

/** Goes on with the frame in its VLAN, or drops it. */
export function admitted(j: Journey, bridge: LinkRecord, member: LinkRecord, next: (j: Journey) => Fates): Fates {
  const at = devicePlace(member, member.name);
  const result = admit(j.ns, bridge, member.name, j.tags);
  if (result.kind === 'in') return next(result.tags === j.tags ? j : withTags(j, result.tags));
  if (result.kind === 'unread')
    return unknown(
      j,
      'bridge/vlan',
      gapHere(
        j.ns,
        'bridge-vlans-not-collected',
        `${bridge.name} filters by VLAN, and which VLANs its ports are in was not collected`,
        {
          action: `\`bridge vlan show\` on ${j.ns.node} tells it: collect that node again.`,
        },
      ),
      at,
    );
  return refuse(j, bridge, member, result.why);
}

function refuse(j: Journey, bridge: LinkRecord, member: LinkRecord, why: string): Fates {
  const [own] = vlansOf(j.ns, member.name);
  return drop(j, {
    stage: 'bridge/vlan',
    reason: 'NOT_SPECIFIED',
    device: member.name,
    at: devicePlace(member, member.name),
    sentence: [why],
    evidence: [evidenceAt(j.ns, 'links', bridge), ...(own ? [evidenceAt(j.ns, 'vlans', own)] : [])],
    check: [`bridge vlan show dev ${member.name}`],
  });
}

/** What a frame meets that may not leave by the port it is for. */
export const refuseEgress = (j: Journey, bridge: LinkRecord, member: LinkRecord): Fates =>
  refuse(
    j,
    bridge,
    member,
    `the frame is in VLAN ${vlanWithin(bridge, j.tags)}, and ${member.name} is not in that VLAN of ${bridge.name}`,
  );
