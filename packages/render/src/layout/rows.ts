import type { Card, PathView, Row } from '../view/pathView.ts';
import { ROWS } from '../view/pathView.ts';
import { labelSide } from './columns.ts';
import { courseOf, type Offsets } from './offsets.ts';
import type { Sizes } from './sizes.ts';

export type Rows = {
  readonly top: ReadonlyMap<string, number>;
  readonly height: ReadonlyMap<string, number>;
  readonly middles: readonly { readonly row: Row; readonly y: number }[];
  /** Middle of the gap below (going down) or above (going up) a card's row. */
  readonly gapMiddle: (row: Row, side: 'above' | 'below') => number;
  readonly gapSize: (row: Row, side: 'above' | 'below') => number;
  readonly bottom: number;
};

const heightOf = (row: Row, k: Sizes): number => (row === 'pod' || row === 'app' ? k.pod : k.card);

/** Stacks the rows that have cards; a gap is as high as the labels and end marks in it need. */
export function rowsOf(view: PathView, offsets: Offsets, k: Sizes, top: number): Rows {
  const used = ROWS.filter((r) => view.cards.some((c) => c.row === r));
  const cards = new Map(view.cards.map((c) => [c.id, c]));
  // gaps[i] lies above used[i]; the last one below the last row.
  const gaps = used.map((r, i) => (i === 0 ? k.head : r === 'uplink' && used[i - 1] === 'overlay' ? k.wideGap : k.gap));
  gaps.push(k.bottom);
  const need = (index: number, size: number): void => {
    gaps[index] = Math.max(gaps[index] ?? 0, index === 0 ? size + k.head : size);
  };
  for (const edge of view.edges) {
    const from = cards.get(edge.from);
    const to = edge.to === undefined ? undefined : cards.get(edge.to);
    if (!from) continue;
    const course = courseOf(edge, cards);
    const own = used.indexOf(from.row) + (from.heading === 'down' ? 1 : 0);
    const intoUnderlay = course === 'underlay' && edge.mark?.between;
    if (edge.mark && !intoUnderlay) need(own, 2 * k.disc + 32 * k.scale);
    if (course === 'underlay' || labelSide(edge, offsets) === undefined) continue;
    const at = course === 'turn' && to ? used.indexOf(to.row) + (to.heading === 'up' ? 1 : 0) : own;
    const lines = edge.labels.length;
    if (lines > 1) need(at, lines * k.label * 1.3 + 22 * k.scale);
    if (to && branches(to, view)) need(used.indexOf(to.row) + (to.heading === 'up' ? 1 : 0), k.wideGap);
  }
  const subs = new Map(used.map((r) => [r, Math.max(...view.cards.filter((c) => c.row === r).map((c) => c.sub)) + 1]));
  const topOf = new Map<Row, number>();
  const middles: { row: Row; y: number }[] = [];
  let y = top;
  used.forEach((row, i) => {
    y += gaps[i] ?? 0;
    topOf.set(row, y);
    const n = subs.get(row) ?? 1;
    const height = n * heightOf(row, k) + (n - 1) * k.gap;
    middles.push({ row, y: y + height / 2 });
    y += height;
  });
  const bottom = y + (gaps.at(-1) ?? 0);
  const tops = new Map<string, number>();
  const heights = new Map<string, number>();
  for (const c of view.cards) {
    const n = subs.get(c.row) ?? 1;
    const slot = c.heading === 'down' ? c.sub : n - 1 - c.sub;
    tops.set(c.id, (topOf.get(c.row) ?? 0) + slot * (heightOf(c.row, k) + k.gap));
    heights.set(c.id, heightOf(c.row, k));
  }
  const edgeOf = (row: Row, side: 'above' | 'below'): readonly [number, number] => {
    const i = used.indexOf(row);
    const n = subs.get(row) ?? 1;
    const above = topOf.get(row) ?? 0;
    const below = above + n * heightOf(row, k) + (n - 1) * k.gap;
    const size = gaps[side === 'above' ? i : i + 1] ?? k.gap;
    return side === 'above' ? [above - size, above] : [below, below + size];
  };
  return {
    top: tops,
    height: heights,
    middles,
    gapMiddle: (row, side) => (edgeOf(row, side)[0] + edgeOf(row, side)[1]) / 2,
    gapSize: (row, side) => edgeOf(row, side)[1] - edgeOf(row, side)[0],
    bottom,
  };
}

/** Whether a card shares its row and column with others, so that the line to it has to bend. */
const branches = (card: Card, view: PathView): boolean =>
  view.cards.some((c) => c.id !== card.id && c.column === card.column && c.row === card.row && c.sub === card.sub);
