import { middleCut } from '../words/names.ts';
import type { Way } from './cards.ts';
import type { Placed } from './columns.ts';
import { destinationOf, innermost, sourceOf, tunnelWords } from './packets.ts';
import type { Direction, Edge, Label, Lane, Strand, Tone } from './pathView.ts';

/** Lines between cards: a trunk as far as nothing was chosen, then one per strand. */
export function edgesOf(
  direction: Direction,
  ways: readonly Way[],
  strands: readonly Strand[],
  lanes: readonly Lane[],
): readonly Edge[] {
  const trunk = direction === 'request' && strands.length > 1 ? trunkLength(ways) : 0;
  const backends = new Set(ways.map((w) => w.branch.target)).size;
  const wayOf = new Map(ways.map((w) => [w.branch.id, w]));
  const edges = new Map<string, Edge>();
  for (const strand of strands) {
    for (const id of strand.branches) {
      const way = wayOf.get(id);
      if (!way) continue;
      way.stops.forEach((stop, i) => {
        const next = way.stops[i + 1];
        const onTrunk = i < trunk;
        const marked = i === way.branch.reached && way.branch.mark !== undefined;
        if (!next && !marked) return;
        const id = `${onTrunk ? 'trunk' : strand.id}:${stop.card}>${next?.card ?? ''}`;
        const old = edges.get(id);
        const kind =
          i < way.branch.reached
            ? 'taken'
            : next?.kind === 'unknown' || way.branch.tone === 'unk'
              ? 'unknown'
              : 'promised';
        const tone: Tone = onTrunk ? 'ink' : kind === 'promised' ? 'ghost' : strand.tone;
        const split = i === trunk && strands.length > 1 && direction === 'request';
        // Of edges that become one, only the words that all of them have are said.
        const labels =
          old?.labels.length === 0
            ? []
            : labelsOf(way, i, strand, { split, lanes, strands: strands.length, backends, onTrunk });
        edges.set(id, {
          id,
          from: stop.card,
          to: next?.card,
          strand: onTrunk ? undefined : strand.id,
          share: (old?.share ?? 0) + way.branch.share,
          tone,
          kind,
          labels: old ? old.labels.filter((l) => labels.some((m) => m.text === l.text)) : labels,
          mark: marked ? way.branch.mark : old?.mark,
        });
      });
    }
  }
  return [...edges.values()];
}

/** Number of edges that all branches share before the backend is chosen. */
function trunkLength(ways: readonly Way[]): number {
  const first = ways[0]?.stops ?? [];
  for (let i = 0; i < first.length; i++) {
    const next = first[i + 1]?.card;
    const to = first[i] && destinationOf(innermost((first[i] as Placed).after));
    const same = ways.every(({ stops, branch }) => {
      const at = stops[i];
      return at && stops[i + 1]?.card === next && i < branch.reached && destinationOf(innermost(at.after)) === to;
    });
    if (!same) return i;
  }
  return Math.max(0, first.length - 1);
}

type Context = {
  readonly split: boolean;
  readonly onTrunk: boolean;
  readonly strands: number;
  readonly backends: number;
  readonly lanes: readonly Lane[];
};

function labelsOf(
  way: Way,
  i: number,
  strand: Strand,
  { split, onTrunk, strands, backends, lanes }: Context,
): readonly Label[] {
  const stop = way.stops[i] as Placed;
  const next = way.stops[i + 1];
  const out: Label[] = [];
  if (i > way.branch.reached) return i === way.branch.reached + 1 ? behindWords(way) : [];
  // Three strands and more leave no room for words between them: their shares are told in the underlay and in the lanes.
  if (split && strands > 2)
    return strand.id === 's0' ? [{ text: `one of ${backends}`, kind: 'header', tone: 'ink' }] : [];
  if (split)
    out.push({
      text: `${strand.weight} ${middleCut(strand.target, TARGET)}`,
      kind: 'share',
      tone: strand.tone,
    });
  const changes = i < way.branch.reached || !way.branch.mark;
  if (/NAT$/.test(stop.badge) && (changes || split)) {
    const [from, to] = [innermost(stop.before), innermost(stop.after)];
    if (from.destination !== to.destination || from.destinationPort !== to.destinationPort)
      out.push({ text: split ? destinationOf(to) : `to ${destinationOf(to)}`, kind: 'address', tone: 'ink' });
    if (from.source !== to.source) out.push({ text: `from ${sourceOf(to)}`, kind: 'address', tone: 'ink' });
  }
  if (changes && stop.steps.some((s) => s.kind === 'encapsulate') && stop.after.encapsulated) {
    out.push({ text: `+ ${tunnelWords(stop.after)}`, kind: 'header', tone: 'ink' });
    out.push({ text: `to ${stop.after.destination}`, kind: 'address', tone: 'ink' });
  }
  if (changes && next?.steps.some((s) => s.kind === 'decapsulate')) {
    const words = tunnelWords(next.before).split(' ')[0] ?? '';
    out.push({ text: `− ${words === '' ? 'tunnel' : words}`, kind: 'header', tone: 'ink' });
  }
  if (stop.through !== '' && changes) out.push({ text: stop.through, kind: 'device', tone: 'ink' });
  if (next && next.lane !== stop.lane && strands > 1 && !onTrunk) {
    const lane = lanes.find((l) => l.id === next.lane);
    const name = middleCut(lane?.kind === 'outside' ? next.name : (lane?.title ?? next.lane), TARGET);
    return [{ text: `${strand.weight} to ${name}`, kind: 'share', tone: strand.tone }];
  }
  return out;
}

/** Longest name in a label, in characters. */
const TARGET = 24;

const behindWords = (way: Way): readonly Label[] =>
  way.branch.tone === 'unk'
    ? [
        { text: 'not evaluated:', kind: 'header', tone: 'unk' },
        { text: 'no facts', kind: 'header', tone: 'unk' },
      ]
    : [
        { text: 'promised,', kind: 'header', tone: 'ghost' },
        { text: 'not reached', kind: 'header', tone: 'ghost' },
      ];
