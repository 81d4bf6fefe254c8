import { textWidth } from '../font/measure.ts';
import type { Card, Edge, PathView } from '../view/pathView.ts';
import { columnsOf, labelSide, labelWidth, widthOf } from './columns.ts';
import type { Layout, PlacedCard, PlacedEdge, PlacedLabel, Point } from './layout.ts';
import { courseOf, type Offsets, offsetsOf } from './offsets.ts';
import { type Rows, rowsOf } from './rows.ts';
import { cardFurniture, pageSizes, type Sizes } from './sizes.ts';
import { type Span, trackLevels } from './tracks.ts';

type Draft = {
  readonly edge: Edge;
  readonly points: readonly Point[];
  readonly mark?: PlacedEdge['mark'];
  readonly span?: Span;
};
type Ground = {
  readonly k: Sizes;
  readonly offsets: Offsets;
  readonly rows: Rows;
  readonly cards: ReadonlyMap<string, PlacedCard>;
  readonly byId: ReadonlyMap<string, Card>;
  readonly underlay: number;
};

/** Positions of a path: lanes beside each other, rows aligned by layer, the underlay one band below. Pure geometry, no colours. */
export function layoutPath(view: PathView, sizes: Sizes = pageSizes): Layout {
  const k = withRoom(view, sizes);
  const offsets = offsetsOf(view);
  const columns = columnsOf(view, offsets, k);
  const top = 2;
  const rows = rowsOf(view, offsets, k, top);
  const cards = view.cards.map((card): PlacedCard => {
    const width = widthOf(card, k);
    return {
      card,
      x: (columns.middle.get(card.id) ?? 0) - width / 2,
      y: rows.top.get(card.id) ?? 0,
      width,
      height: rows.height.get(card.id) ?? 0,
    };
  });
  const byId = new Map(view.cards.map((c) => [c.id, c]));
  // What is lost between nodes is marked and named in the gap below the lanes.
  const lost = view.edges.some((e) => e.mark?.between && e.mark.tone === 'bad');
  const underlay = rows.bottom + (lost ? 2 * k.disc + 22 * k.scale : k.underlayGap);
  const ground: Ground = { k, offsets, rows, cards: new Map(cards.map((c) => [c.card.id, c])), byId, underlay };
  const drafts = view.edges.map((edge) => draftOf(edge, ground)).filter((x) => x !== undefined);
  const spans = drafts.map((x) => x.span).filter((s) => s !== undefined);
  const levels = trackLevels(spans, k.spread);
  const depth = spans.length === 0 ? 0 : Math.max(...levels.values()) + 1;
  const first = underlay + 27 * k.scale;
  const edges = drafts.map((draft) =>
    placeEdge(draft, first + (levels.get(draft.edge.id) ?? 0) * k.track, ground, drafts),
  );
  const height = depth === 0 ? rows.bottom : first + (depth - 1) * k.track + 20 * k.scale;
  const width = columns.right;
  return {
    sizes: k,
    width: width + 2,
    height: height + 2,
    lanes: columns.lanes.map((l) => ({ ...l, y: top, height: rows.bottom - top })),
    cards,
    edges,
    rows: [...rows.middles, ...(depth === 0 ? [] : [{ row: 'underlay' as const, y: (underlay + height) / 2 }])],
    underlay:
      depth === 0 ? undefined : { x: k.gutter, y: underlay, width: width - k.gutter, height: height - underlay },
  };
}

/** Cards grow with their facts, so that IPv6 addresses can be read; names beyond that are shortened. */
function withRoom(view: PathView, k: Sizes): Sizes {
  const fact = Math.max(0, ...view.cards.map((c) => textWidth(c.fact, k.fact) + (c.badge === '' ? 0 : 52 * k.scale)));
  const name = Math.max(
    0,
    ...view.cards.map(
      (c) => Math.min(textWidth(c.name, k.name, 600), k.cardWidth * 0.85) + (c.badge === '' ? 0 : 44 * k.scale),
    ),
  );
  const more = Math.min(k.cardWidth * 0.4, Math.max(0, Math.max(fact, name) + cardFurniture(k) - k.cardWidth));
  return { ...k, cardWidth: k.cardWidth + more, podWidth: k.podWidth + more };
}

const middle = (c: PlacedCard): number => c.x + c.width / 2;
/** Stands for the height of a track until tracks are assigned. */
const TRACK = Number.NaN;

function draftOf(edge: Edge, g: Ground): Draft | undefined {
  const from = g.cards.get(edge.from);
  if (!from) return undefined;
  const to = edge.to === undefined ? undefined : g.cards.get(edge.to);
  const course = courseOf(edge, g.byId);
  const down = from.card.heading === 'down';
  const x = middle(from) + g.offsets.leaving(edge) * g.k.spread;
  const start: Point = [x, down ? from.y + from.height : from.y];
  const far = 15 * g.k.scale + g.k.disc;
  const markY = start[1] + (down ? far : -far);
  const side = labelSide(edge, g.offsets) === 'left' ? 'left' : 'right';
  const markHere = edge.mark && !(course === 'underlay' && edge.mark.between);
  const mark = markHere ? { at: [x, markY] as Point, index: 1, side: side as 'left' | 'right' } : undefined;
  const marked: readonly Point[] = mark ? [start, mark.at] : [start];
  if (!to) return { edge, points: marked, mark };
  const tx = middle(to) + g.offsets.entering(edge) * g.k.spread;
  const end: Point = [tx, to.card.heading === 'up' ? to.y + to.height : to.y];
  if (course === 'straight') {
    if (Math.abs(tx - x) < 0.5) return { edge, points: [...marked, [x, end[1]]], mark };
    const bend = g.rows.gapMiddle(to.card.row, to.card.heading === 'up' ? 'below' : 'above');
    return { edge, points: [...marked, [x, bend], [middle(to), bend], [middle(to), end[1]]], mark };
  }
  if (course === 'turn') {
    const right = tx > x;
    if (mark) {
      // The words of the mark stand beside it: a way promised to that side goes round them.
      const clear = mark.side === (right ? 'right' : 'left') ? g.k.disc + 8 * g.k.scale : 0;
      const bend = markY + (down ? clear : -clear);
      return { edge, points: [...marked, ...(clear > 0 ? [[x, bend] as Point] : []), [tx, bend], end], mark };
    }
    const y = from.y + from.height / 2 + g.offsets.leaving(edge) * g.k.spread * 0.7;
    return { edge, points: [[right ? from.x + from.width : from.x, y], [tx, y], end] };
  }
  const span = { id: edge.id, left: Math.min(x, tx), right: Math.max(x, tx) };
  if (down) return { edge, points: [...marked, [x, TRACK], [tx, TRACK], end], mark, span };
  // Leaving a lane upwards is only promised: beside the cards down to the underlay.
  const beside = from.x + from.width + 12 * g.k.scale;
  return {
    edge,
    points: [
      ...(mark
        ? [...marked, [beside, markY] as Point]
        : [[from.x + from.width, from.y + from.height / 2] as Point, [beside, from.y + from.height / 2] as Point]),
      [beside, TRACK],
      [tx, TRACK],
      end,
    ],
    mark,
    span,
  };
}

function placeEdge(draft: Draft, track: number, g: Ground, all: readonly Draft[]): PlacedEdge {
  const { edge } = draft;
  const points = draft.points.map(([x, y]): Point => [x, Number.isNaN(y) ? track : y]);
  const width = (1.8 + 2.4 * Math.min(1, edge.share)) * g.k.scale * (edge.kind === 'promised' && !edge.mark ? 0.75 : 1);
  if (draft.span && edge.mark?.between) {
    const last = points.at(-1) ?? [0, 0];
    const at: Point = [last[0], (g.rows.bottom + g.underlay) / 2 + 1];
    const shown = [...points.slice(0, -1), at, last];
    return {
      edge,
      points: shown,
      width,
      mark: { at, index: shown.length - 2, side: 'right' },
      labels: underlayLabels(edge, points, track, g, all),
    };
  }
  const labels = draft.span ? underlayLabels(edge, points, track, g, all) : sideLabels(edge, points, g);
  return { edge, points, width, mark: draft.mark, labels };
}

function sideLabels(edge: Edge, points: readonly Point[], g: Ground): readonly PlacedLabel[] {
  const side = labelSide(edge, g.offsets);
  const from = g.byId.get(edge.from);
  const to = edge.to === undefined ? undefined : g.byId.get(edge.to);
  if (!side || !from || edge.mark || edge.labels.length === 0) return [];
  const turn = to !== undefined && from.column !== to.column;
  const at = turn ? to : from;
  const below = turn ? to.heading === 'up' : from.heading === 'down';
  const card = turn ? g.cards.get(to.id) : undefined;
  const x = card ? middle(card) + g.offsets.outermost(edge) * g.k.spread : (points[0]?.[0] ?? 0);
  const y = g.rows.gapMiddle(at.row, below ? 'below' : 'above');
  const step = g.k.label * 1.3;
  const away = 14 * g.k.scale * (side === 'right' ? 1 : -1);
  // A line that bends to its card passes where the name of a device would stand.
  const bends = !turn && points.length > 2;
  const shown = edge.labels.filter((l) => !(bends && l.kind === 'device'));
  return shown.map((label, i) => ({
    label,
    x: x + away,
    y: y + (i - (shown.length - 1) / 2) * step,
    anchor: side === 'right' ? 'start' : 'end',
  }));
}

/** Words above a track, where no other strand goes up or down: between its own end and the one before. */
function underlayLabels(
  edge: Edge,
  points: readonly Point[],
  track: number,
  g: Ground,
  all: readonly Draft[],
): readonly PlacedLabel[] {
  const own = points.filter(([, y]) => y === track).map(([x]) => x);
  const label = edge.labels[0];
  if (!label || own.length < 2) return [];
  const [left, right] = [Math.min(...own), Math.max(...own)];
  const crossing = all
    .flatMap((x) => (x.span && x.edge.id !== edge.id ? [x.span.left, x.span.right] : []))
    .filter((x) => x > left && x < right);
  const stops = [left, ...crossing.toSorted((a, b) => a - b), right];
  const width = labelWidth(label, g.k) + 24 * g.k.scale;
  const towardsRight = (points.at(-1)?.[0] ?? 0) >= (points[0]?.[0] ?? 0);
  const gaps = stops.slice(1).map((x, i) => ({ from: stops[i] ?? left, to: x }));
  const fits = (towardsRight ? gaps.toReversed() : gaps).find((s) => s.to - s.from >= width);
  if (!fits) return [];
  const middleOf = Math.max(fits.from + width / 2, Math.min(fits.to - width / 2, (fits.from + fits.to) / 2));
  return [{ label, x: middleOf - (width - 24 * g.k.scale) / 2, y: track - 11 * g.k.scale, anchor: 'start' }];
}
