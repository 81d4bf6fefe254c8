import type { Diagnosis } from '@skoop/model';
import { type Branch, branchesOf } from './branches.ts';
import { mergeCards } from './cards.ts';
import { collapse } from './collapse.ts';
import { placeStops } from './columns.ts';
import { edgesOf } from './edges.ts';
import { branchViews } from './hops.ts';
import { lanesOf } from './lanes.ts';
import type { Direction, PathView } from './pathView.ts';
import { strandsOf } from './strands.ts';

/**
 * The picture of one direction of a diagnosis as data: what the layout positions, the page's hop list reads and the texts tell.
 * Without traces of that direction (nothing ever answered) all lists are empty.
 */
export function buildView(d: Diagnosis, direction: Direction): PathView {
  const all = branchesOf(d, direction).toSorted(byTone);
  const { branches, counts } = collapse(all);
  const ways = branches.map((branch) => ({ branch, stops: placeStops(branch) }));
  const lanes = lanesOf(d, direction, ways, counts);
  const strands = strandsOf(ways, lanes);
  const assumed = d.verdict.assumptions.some((a) => /underlay/.test(a.id));
  return {
    direction,
    lanes,
    cards: mergeCards(d, ways, counts),
    strands,
    edges: edgesOf(direction, ways, strands, lanes),
    branches: branchViews(all, ways, strands),
    underlay: assumed ? 'assumed to carry' : '',
  };
}

const weight = { ok: 0, unk: 1, bad: 2 } as const;
const byTone = (a: Branch, b: Branch): number => weight[a.tone] - weight[b.tone];

/** The direction to show first: where the worst drop is, else the request. */
export function worstDirection(d: Diagnosis): Direction {
  const drop = d.verdict.drops[0];
  if (drop) return drop.direction === 'reply' && d.traces.some((t) => t.direction === 'reply') ? 'reply' : 'request';
  const bad = d.traces.find((t) => t.outcome !== 'delivered');
  return bad?.direction === 'reply' ? 'reply' : 'request';
}
