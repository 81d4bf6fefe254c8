import type { Branch } from './branches.ts';
import type { EndTone } from './pathView.ts';
import type { Stop } from './stops.ts';

const ALIKE = 12;
const OPEN_LANES = 4;
const PODS_IN_LANE = 3;

export type Collapsed = { readonly branches: readonly Branch[]; readonly counts: ReadonlyMap<string, number> };

const lanesOf = (b: Branch): readonly string[] => [...new Set(b.stops.map((s) => s.lane))];
const shapeOf = (b: Branch): string =>
  `${b.tone}|${b.reached}|${b.mark?.sub ?? ''}|${b.stops.map((s) => `${s.row}${s.role}${s.gap}${s.kind}`).join(',')}`;

/**
 * Branches that differ in nothing but their backend become one stacked lane: more than a dozen alike, or as many as needed to keep at
 * most four lanes open, the worst ones open. Several pods of one node at the same place become one card.
 */
export function collapse(branches: readonly Branch[]): Collapsed {
  const shared = sharedLanes(branches);
  const groups = new Map<string, Branch[]>();
  for (const b of branches) {
    if (lanesOf(b).every((l) => shared.has(l))) continue;
    const key = shapeOf(b);
    const group = groups.get(key);
    if (group) group.push(b);
    else groups.set(key, [b]);
  }
  const into = new Map<Branch, EndTone>();
  for (const group of groups.values()) if (group.length > ALIKE) for (const b of group) into.set(b, b.tone);
  for (const b of crowded(branches, shared, into)) into.set(b, b.tone);
  for (const tone of ['ok', 'bad', 'unk'] as const) {
    const members = branches.filter((b) => into.get(b) === tone);
    if (new Set(members.flatMap((b) => lanesOf(b).filter((l) => !shared.has(l)))).size < 2)
      for (const b of members) into.delete(b);
  }
  const counts = new Map<string, number>();
  const merged = branches.map((b) => {
    const tone = into.get(b);
    return tone ? { ...b, stops: b.stops.map((s) => (shared.has(s.lane) ? s : alike(s, tone))) } : b;
  });
  for (const tone of ['ok', 'bad', 'unk'] as const) {
    const members = branches.filter((b) => into.get(b) === tone);
    const lanes = new Set(members.flatMap((b) => lanesOf(b).filter((l) => !shared.has(l))));
    if (lanes.size > 0) counts.set(`alike:${tone}`, lanes.size);
  }
  return { branches: stackPods(merged), counts };
}

/** Lanes that every branch passes: the sender's, and nodes on the way of all. */
function sharedLanes(branches: readonly Branch[]): ReadonlySet<string> {
  const all = branches.map((b) => new Set(lanesOf(b)));
  return new Set([...(all[0] ?? [])].filter((l) => all.every((s) => s.has(l))));
}

/** Branches whose lanes are too many, the best ones first; bad and unknown ones keep their lanes as long as there is room. */
function crowded(
  branches: readonly Branch[],
  shared: ReadonlySet<string>,
  into: ReadonlyMap<Branch, EndTone>,
): readonly Branch[] {
  const weight: Record<EndTone, number> = { bad: 0, unk: 1, ok: 2 };
  const open = branches.filter((b) => !into.has(b) && lanesOf(b).some((l) => !shared.has(l)));
  const order = open.toSorted((a, b) => weight[a.tone] - weight[b.tone] || b.share - a.share);
  const lanes = new Set(shared);
  if (new Set([...shared, ...open.flatMap(lanesOf)]).size <= OPEN_LANES) return [];
  const out: Branch[] = [];
  const room = Math.max(shared.size + 1, OPEN_LANES);
  for (const b of order) {
    const more = lanesOf(b).filter((l) => !lanes.has(l));
    if (out.length === 0 && lanes.size + more.length <= room) for (const l of more) lanes.add(l);
    else if (more.length > 0) out.push(b);
  }
  return out;
}

const alike = (s: Stop, tone: EndTone): Stop => ({
  ...s,
  lane: `alike:${tone}`,
  netns: s.netns === 'host' || s.netns === 'external' ? s.netns : 'pods',
  key: `${s.row}:${s.role}:${s.kind}`,
});

/** More pods in one lane than fit beside each other become one card. */
function stackPods(branches: readonly Branch[]): readonly Branch[] {
  const pods = new Map<string, Set<string>>();
  for (const b of branches) {
    const end = b.stops.at(-1);
    if (end?.row !== 'pod') continue;
    const key = `${end.lane}|${end.kind}|${b.tone}`;
    pods.set(key, (pods.get(key) ?? new Set()).add(end.netns));
  }
  return branches.map((b) => {
    const end = b.stops.at(-1);
    if (!end || (pods.get(`${end.lane}|${end.kind}|${b.tone}`)?.size ?? 0) <= PODS_IN_LANE) return b;
    const stacked = { ...end, netns: 'pods', key: `pods:${end.kind}:${b.tone}` };
    return { ...b, stops: [...b.stops.slice(0, -1), stacked] };
  });
}
