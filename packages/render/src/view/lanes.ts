import type { Diagnosis } from '@skoop/model';
import { shortNodeNames } from '../words/names.ts';
import { percent } from '../words/share.ts';
import type { Way } from './cards.ts';
import type { Direction, EndTone, Lane } from './pathView.ts';

const words: { readonly [D in Direction]: { readonly [T in EndTone]: string } } = {
  request: { ok: 'arrive', bad: 'dropped', unk: 'unknown' },
  reply: { ok: 'answered', bad: 'dropped', unk: 'unknown' },
};
const single: { readonly [D in Direction]: { readonly [T in EndTone]: string } } = {
  request: { ok: 'arrives', bad: 'dropped', unk: 'unknown' },
  reply: { ok: 'reply arrives', bad: 'reply dropped', unk: 'unknown' },
};

/** Lanes from left to right: who sends first, targets last, the ones that fail at the far end. */
export function lanesOf(
  d: Diagnosis,
  direction: Direction,
  ways: readonly Way[],
  counts: ReadonlyMap<string, number>,
): readonly Lane[] {
  const position = new Map<string, number>();
  for (const { stops } of ways) {
    const seen = [...new Set(stops.map((s) => s.lane))];
    seen.forEach((lane, i) => {
      position.set(lane, Math.max(position.get(lane) ?? 0, i));
    });
  }
  const order = [...position.keys()]
    .map((lane, i) => ({ lane, i }))
    .toSorted((a, b) => (position.get(a.lane) ?? 0) - (position.get(b.lane) ?? 0) || a.i - b.i);
  const names = shortNodeNames(order.map((o) => o.lane).filter((l) => !l.startsWith('outside:') && !counts.has(l)));
  return order.map(({ lane }) => laneOf(d, direction, ways, counts, lane, names.get(lane) ?? lane));
}

function laneOf(
  d: Diagnosis,
  direction: Direction,
  ways: readonly Way[],
  counts: ReadonlyMap<string, number>,
  id: string,
  name: string,
): Lane {
  const shares: Record<EndTone, number> = { ok: 0, bad: 0, unk: 0 };
  for (const way of ways) if (endLane(way) === id) shares[way.branch.tone] += way.branch.share;
  const tone = shares.bad > 0 ? 'bad' : shares.unk > 0 ? 'unk' : undefined;
  const shown: EndTone | undefined = tone ?? (shares.ok > 0 ? 'ok' : undefined);
  const kind = counts.has(id) ? 'alike' : id.startsWith('outside:') ? 'outside' : 'node';
  const starts = ways.some((w) => w.stops[0]?.lane === id);
  const reached = ways.some((w) => w.stops.some((s, i) => s.lane === id && i <= w.branch.reached));
  return {
    id,
    title: kind === 'alike' ? `${counts.get(id)} nodes alike` : kind === 'outside' ? 'outside' : name,
    kind,
    note: shown
      ? ''
      : starts
        ? direction === 'request'
          ? 'sends'
          : 'answers'
        : kind !== 'node'
          ? ''
          : reached
            ? 'forwards'
            : 'not reached',
    tone,
    pill: shown && {
      tone: shown,
      text: pillText(
        direction,
        shown,
        shares[shown],
        ways.some((w) => w.branch.possible),
      ),
    },
    suspicions:
      kind === 'node'
        ? d.nodes
            .filter((n) => n.id === id && n.type === 'node')
            .flatMap((n) => n.suspicions.filter((s) => s.level !== 'info'))
        : [],
    reached,
    count: counts.get(id) ?? 1,
  };
}

const pillText = (direction: Direction, tone: EndTone, share: number, possible: boolean): string =>
  possible
    ? `maybe ${words[direction][tone]}`
    : share > 0.9999 || share <= 0
      ? single[direction][tone]
      : `${percent(share)} ${words[direction][tone]}`;

/** Lane in which a branch ends: a packet that was lost sight of on its way to a lane ends in that one. */
function endLane({ branch, stops }: Way): string | undefined {
  // What is lost between nodes ends in none of them; what nobody looked at ends in the lane without facts.
  if (branch.mark?.between && branch.tone === 'bad') return undefined;
  const at = (branch.mark?.between ? stops[branch.reached + 1] : undefined) ?? stops[branch.reached];
  return at?.lane;
}
