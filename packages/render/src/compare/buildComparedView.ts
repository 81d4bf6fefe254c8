import type { Diagnosis } from '@skoop/model';
import { type Branch, branchesOf } from '../view/branches.ts';
import { mergeCards, type Way } from '../view/cards.ts';
import { collapse } from '../view/collapse.ts';
import { placeStops } from '../view/columns.ts';
import { edgesOf } from '../view/edges.ts';
import { branchViews } from '../view/hops.ts';
import { lanesOf } from '../view/lanes.ts';
import type { BranchView, Card, Direction, HopView, Strand } from '../view/pathView.ts';
import { align } from './align.ts';
import { beforeStrand, mergeEdges } from './comparedEdges.ts';
import { mergeLanes } from './comparedLanes.ts';
import type { ComparedStop, ComparedView } from './comparedView.ts';
import { differenceOf } from './difference.ts';
import { type Line, linesOf, type Pair, pairsOf } from './pairs.ts';

const BEFORE = 'before:';

/**
 * Two diagnoses as one picture of one direction: lanes, cards and lines of both, each once, with what differs marked. Of what was only
 * promised, that of the second one is shown. If neither has traces of that direction, all lists are empty.
 */
export function buildComparedView(before: Diagnosis, after: Diagnosis, direction: Direction): ComparedView {
  const named = branchesOf(before, direction).map((b): Branch => ({ ...b, id: `${BEFORE}${b.id}` }));
  const { branches, counts } = collapse([...named, ...branchesOf(after, direction)].toSorted(byTone));
  const ways = branches.map((branch): Way => ({ branch, stops: placeStops(branch) }));
  const old = ways.filter((w) => w.branch.id.startsWith(BEFORE)).map(reachedOnly);
  const now = ways.filter((w) => !w.branch.id.startsWith(BEFORE));
  const all = [...old, ...now];
  const order = lanesOf(after, direction, all, counts);
  const lanes = mergeLanes(order, lanesOf(before, direction, old, counts), lanesOf(after, direction, now, counts));
  const pairs = pairsOf(old, now);
  const lines = linesOf(pairs, lanes);
  const strands = [lines.flatMap((l) => l.before ?? []), lines.flatMap((l) => l.after ?? [])] as const;
  const stops = stopsOf(pairs, [viewsOf(old, strands[0]), viewsOf(now, strands[1])]);
  const edges = mergeEdges(
    edgesOf(direction, old, strands[0], order),
    edgesOf(direction, now, strands[1], order),
    lines.length < 2,
  );
  const assumed = after.verdict.assumptions.some((a) => /underlay/.test(a.id));
  return {
    path: {
      direction,
      lanes,
      cards: numbered(mergeSides(mergeCards(before, old, counts), mergeCards(after, now, counts)), stops),
      strands: lines.flatMap(sidesOf),
      edges,
      branches: [told(stops)],
      underlay: assumed ? 'assumed to carry' : '',
    },
    stops,
  };
}

const weight = { ok: 0, unk: 1, bad: 2 } as const;
const byTone = (a: Branch, b: Branch): number => weight[a.tone] - weight[b.tone];

/** Without what was promised behind the end: of that, only what is promised now counts. */
const reachedOnly = ({ branch, stops }: Way): Way => {
  const own = stops.slice(0, branch.reached + 1);
  return { branch: { ...branch, stops: own }, stops: own };
};

const sidesOf = ({ id, before, after }: Line): readonly Strand[] => [
  ...(after ? [after] : []),
  ...(before ? [{ ...before, id: beforeStrand(id) }] : []),
];

const viewsOf = (ways: readonly Way[], strands: readonly Strand[]): ReadonlyMap<string, BranchView> =>
  new Map(
    branchViews(
      ways.map((w) => w.branch),
      ways,
      strands,
    ).map((b) => [b.id, b]),
  );

/** Cards of both sides: as they are now, else as they were. */
function mergeSides(before: readonly Card[], after: readonly Card[]): readonly Card[] {
  const old = new Map(before.map((c) => [c.id, c]));
  const known = new Set(after.filter((c) => c.number > 0 || !old.has(c.id)).map((c) => c.id));
  // Neutral, whatever became of the packet there: colour tells how it is now.
  const gone = before
    .filter((c) => !known.has(c.id))
    .map((c): Card => ({ ...c, state: 'passed', gap: false, suspicions: [] }));
  return [...after.filter((c) => known.has(c.id)), ...gone];
}

/** Places in the order of the packet: the worst way first, each place once. */
function stopsOf(
  pairs: readonly Pair[],
  [old, now]: readonly [ReadonlyMap<string, BranchView>, ReadonlyMap<string, BranchView>],
): readonly ComparedStop[] {
  const stops: ComparedStop[] = [];
  const seen = new Map<string, number>();
  const badness = ({ before, after }: Pair): number =>
    3 * weight[after?.branch.tone ?? 'ok'] + weight[before?.branch.tone ?? 'ok'];
  for (const { before, after } of pairs.toSorted((a, b) => badness(b) - badness(a))) {
    const [a, b] = [old.get(before?.branch.id ?? '')?.hops ?? [], now.get(after?.branch.id ?? '')?.hops ?? []];
    for (const [was, is] of align(a, b, (x, y) => x.card === y.card)) {
      const hop = is ?? was;
      if (!hop) continue;
      const known = seen.get(hop.card);
      const earlier = known === undefined ? undefined : stops[known];
      const stop = comparedStop(hop, was, is, earlier?.number ?? stops.length + 1);
      if (known === undefined || !earlier) {
        seen.set(hop.card, stops.length);
        stops.push(stop);
      } else stops[known] = joined(earlier, stop);
    }
  }
  return stops;
}

function comparedStop(
  hop: HopView,
  earlier: HopView | undefined,
  after: HopView | undefined,
  number: number,
): ComparedStop {
  const before = earlier && { ...earlier, branch: earlier.branch.slice(BEFORE.length) };
  const difference = before && after ? differenceOf(before, after) : undefined;
  const change = !before ? 'only-after' : !after ? 'only-before' : difference === undefined ? undefined : 'changed';
  return { number, card: hop.card, title: hop.title, change, difference, before, after };
}

/** A place that several ways pass: what differs for any of them counts; it is on one side only if none of the other ways is there. */
function joined(a: ComparedStop, b: ComparedStop): ComparedStop {
  const before = a.before ?? b.before;
  const after = a.after ?? b.after;
  if (a.change === 'changed' || (a.change === b.change && a.change !== undefined)) return a;
  if (b.change === 'changed') return { ...b, number: a.number };
  return before && after ? { ...a, change: undefined, difference: undefined, before, after } : { ...a, before, after };
}

function numbered(cards: readonly Card[], stops: readonly ComparedStop[]): readonly Card[] {
  const byCard = new Map(stops.map((s) => [s.card, s]));
  return cards.map((card) => {
    const stop = byCard.get(card.id);
    return stop ? { ...card, number: stop.number, change: stop.change } : { ...card, number: 0 };
  });
}

const WORDS = { changed: '', 'only-before': 'only before', 'only-after': 'only after' } as const;

/** All places as one list of hops, for those who walk through the picture with the keyboard. */
function told(stops: readonly ComparedStop[]): BranchView {
  const hops = stops.flatMap(({ number, title, change, difference, before, after }): readonly HopView[] => {
    const hop = after ?? before;
    const what = difference ?? (change ? WORDS[change] : 'alike');
    return hop ? [{ ...hop, number, description: `hop ${number} of ${stops.length}, ${title}, ${what}` }] : [];
  });
  return { id: '', strand: '', share: 1, tone: 'ok', target: '', node: '', packet: '', hops };
}
