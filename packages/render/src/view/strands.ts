import { percent } from '../words/share.ts';
import type { Way } from './cards.ts';
import type { Lane, Strand } from './pathView.ts';

/** Strands of a picture, the one with the nearest end first. */
export function strandsOf(ways: readonly Way[], lanes: readonly Lane[]): readonly Strand[] {
  const groups = new Map<string, Way[]>();
  for (const way of ways) {
    const key = keyOf(way);
    const list = groups.get(key);
    if (list) list.push(way);
    else groups.set(key, [way]);
  }
  return nearestFirst([...groups.values()], (members) => members[0], lanes).map((members, i) =>
    strandOf(members, `s${i}`),
  );
}

/** Sorted by how many lanes lie between both ends of a way; equal ones stay as they are. */
export function nearestFirst<T>(
  list: readonly T[],
  wayOf: (of: T) => Way | undefined,
  lanes: readonly Lane[],
): readonly T[] {
  const index = new Map(lanes.map((l, i) => [l.id, i]));
  const span = (of: T): number => {
    const stops = wayOf(of)?.stops ?? [];
    return Math.abs((index.get(stops.at(-1)?.lane ?? '') ?? 0) - (index.get(stops[0]?.lane ?? '') ?? 0));
  };
  return list.toSorted((a, b) => span(a) - span(b));
}

/** The line of ways that go alike. */
export function strandOf(members: readonly Way[], id: string): Strand {
  const first = members[0];
  if (!first) throw new Error('a strand is never empty');
  const share = members.reduce((sum, m) => sum + m.branch.share, 0);
  const targets = [...new Set(members.map((m) => m.branch.target))];
  return {
    id,
    weight: first.branch.possible ? 'maybe' : percent(share),
    tone: first.branch.tone,
    share,
    branches: members.map((m) => m.branch.id),
    target: targets.length === 1 ? (targets[0] ?? '') : `${targets.length} pods`,
    cards: first.stops.map((s) => s.card),
    reached: first.branch.reached,
    mark: first.branch.mark,
  };
}

/** Equal for branches that share one line: the same columns, the same outcome, and the same place of death. */
export function keyOf({ branch, stops }: Way): string {
  const columns = [...new Set(stops.map((s) => s.column))].join('>');
  return `${branch.tone}|${columns}|${branch.tone === 'ok' ? '' : (stops[branch.reached]?.card ?? '')}|${branch.mark?.sub ?? ''}`;
}
