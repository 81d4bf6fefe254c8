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
  const index = new Map(lanes.map((l, i) => [l.id, i]));
  const span = (w: Way): number =>
    Math.abs((index.get(w.stops.at(-1)?.lane ?? '') ?? 0) - (index.get(w.stops[0]?.lane ?? '') ?? 0));
  return [...groups]
    .map(([, members], i) => ({ members, i, first: members[0] as Way }))
    .toSorted((a, b) => span(a.first) - span(b.first) || a.i - b.i)
    .map(({ members, first }, i) => {
      const targets = [...new Set(members.map((m) => m.branch.target))];
      return {
        id: `s${i}`,
        weight: first.branch.possible ? 'maybe' : percent(members.reduce((sum, m) => sum + m.branch.share, 0)),
        tone: first.branch.tone,
        share: members.reduce((sum, m) => sum + m.branch.share, 0),
        branches: members.map((m) => m.branch.id),
        target: targets.length === 1 ? (targets[0] ?? '') : `${targets.length} pods`,
        cards: first.stops.map((s) => s.card),
        reached: first.branch.reached,
        mark: first.branch.mark,
      };
    });
}

/** Equal for branches that share one line: the same columns, the same outcome, and the same place of death. */
function keyOf({ branch, stops }: Way): string {
  const columns = [...new Set(stops.map((s) => s.column))].join('>');
  return `${branch.tone}|${columns}|${branch.tone === 'ok' ? '' : (stops[branch.reached]?.card ?? '')}|${branch.mark?.sub ?? ''}`;
}
