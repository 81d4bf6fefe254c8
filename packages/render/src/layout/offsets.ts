import type { Card, Edge, PathView } from '../view/pathView.ts';

/** How an edge runs: inside a column, from one column of a lane to another, or through the underlay. */
export type Course = 'straight' | 'turn' | 'underlay' | 'stub';

export const courseOf = (edge: Edge, cards: ReadonlyMap<string, Card>): Course => {
  const from = cards.get(edge.from);
  const to = edge.to === undefined ? undefined : cards.get(edge.to);
  if (!from || !to) return 'stub';
  if (from.lane !== to.lane) return 'underlay';
  return from.column === to.column ? 'straight' : 'turn';
};

/** Position of a strand among those beside it, in half distances from the middle: -1 and 1 for two. */
export type Offsets = {
  readonly leaving: (edge: Edge) => number;
  readonly entering: (edge: Edge) => number;
  /** Of the rightmost strand that enters the same card. */
  readonly outermost: (edge: Edge) => number;
  /** Strand ids that leave a card beside each other with this edge, from left to right. */
  readonly beside: (edge: Edge) => readonly string[];
};

/**
 * Strands that run side by side never cross: going down, the one with the nearest end is rightmost; going up it is leftmost, so that
 * they nest in each other on their way through the underlay.
 */
export function offsetsOf(view: PathView): Offsets {
  const cards = new Map(view.cards.map((c) => [c.id, c]));
  const rank = new Map(view.strands.map((s, i) => [s.id, i]));
  const leave = new Map<string, Set<string>>();
  const enter = new Map<string, Set<string>>();
  for (const e of view.edges) {
    if (e.strand === undefined) continue;
    const turn = courseOf(e, cards) === 'turn' && !e.mark;
    add(leave, `${e.from}|${turn}`, e.strand);
    if (e.to !== undefined) add(enter, e.to, e.strand);
  }
  const order = (ids: ReadonlySet<string> | undefined, heading: 'down' | 'up'): readonly string[] => {
    const list = [...(ids ?? [])].toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
    return heading === 'down' ? list.toReversed() : list;
  };
  const among = (list: readonly string[], strand: string): number =>
    list.length < 2 ? 0 : list.indexOf(strand) * 2 - (list.length - 1);
  const besideOf = (e: Edge): readonly string[] => {
    const from = cards.get(e.from);
    const course = courseOf(e, cards);
    const own = leave.get(`${e.from}|${course === 'turn' && !e.mark}`);
    const joined =
      course === 'straight' && e.to !== undefined ? new Set([...(own ?? []), ...(enter.get(e.to) ?? [])]) : own;
    return order(joined, from?.heading ?? 'down');
  };
  return {
    beside: besideOf,
    leaving: (e) => (e.strand === undefined ? 0 : among(besideOf(e), e.strand)),
    outermost: (e) => Math.max(0, (enter.get(e.to ?? '')?.size ?? 1) - 1),
    entering: (e) => {
      if (e.strand === undefined || e.to === undefined) return 0;
      if (courseOf(e, cards) === 'straight') return among(besideOf(e), e.strand);
      return among(order(enter.get(e.to), cards.get(e.to)?.heading ?? 'up'), e.strand);
    },
  };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
