import { textWidth } from '../font/measure.ts';
import type { Card, Edge, Label, PathView } from '../view/pathView.ts';
import type { PlacedLane } from './layout.ts';
import { courseOf, type Offsets } from './offsets.ts';
import type { Sizes } from './sizes.ts';

export type Columns = {
  /** Middle of each card. */
  readonly middle: ReadonlyMap<string, number>;
  readonly lanes: readonly Pick<PlacedLane, 'lane' | 'x' | 'width'>[];
  readonly right: number;
};

const isMono = (l: Label): boolean => l.kind === 'address' || l.kind === 'device';
/** Width of a label as drawn, its glyph included. */
export function labelWidth(label: Label, k: Sizes): number {
  if (label.kind === 'share') return textWidth(label.text, k.label + k.scale, 600) + 17 * k.scale;
  return textWidth(label.text, isMono(label) ? k.fact : k.label, 400);
}

/** Side of a strand on which its labels stand: the outer one of several. undefined: no room, the label is left out. */
export function labelSide(edge: Edge, offsets: Offsets): 'left' | 'right' | undefined {
  const beside = offsets.beside(edge);
  if (edge.strand === undefined || beside.length < 2) return 'right';
  const i = beside.indexOf(edge.strand);
  if (i === beside.length - 1) return 'right';
  return i === 0 ? 'left' : undefined;
}

/** Puts columns and lanes beside each other, each as wide as its cards, labels, marks and title need. */
export function columnsOf(view: PathView, offsets: Offsets, k: Sizes): Columns {
  const cards = new Map(view.cards.map((c) => [c.id, c]));
  const half = new Map<string, number>();
  const widen = (column: string, need: number): void => {
    half.set(column, Math.max(half.get(column) ?? 0, need));
  };
  const slots = slotsOf(view.cards, k);
  for (const [id, slot] of slots) {
    const card = cards.get(id);
    if (card) widen(card.column, Math.abs(slot) + widthOf(card, k) / 2 + 14 * k.scale);
  }
  for (const edge of view.edges) widenForEdge(edge, cards, slots, offsets, k, widen);
  const middle = new Map<string, number>();
  const lanes: Pick<PlacedLane, 'lane' | 'x' | 'width'>[] = [];
  let x = k.gutter;
  for (const lane of view.lanes) {
    const columns = [...new Set(view.cards.filter((c) => c.lane === lane.id).map((c) => c.column))].toSorted();
    const inner = columns.reduce((sum, c) => sum + 2 * (half.get(c) ?? 0), 0);
    const width = Math.max(
      inner + 2 * k.lanePad,
      headWidth(lane.title, lane.note, lane.pill?.text ?? '', lane.suspicions.length > 0, k),
    );
    let at = x + (width - inner) / 2;
    for (const column of columns) {
      const h = half.get(column) ?? 0;
      for (const card of view.cards)
        if (card.column === column) middle.set(card.id, at + h + (slots.get(card.id) ?? 0));
      at += 2 * h;
    }
    lanes.push({ lane, x, width });
    x += width + k.laneGap;
  }
  return { middle, lanes, right: x - k.laneGap };
}

export const widthOf = (card: Card, k: Sizes): number =>
  card.row === 'pod' || card.row === 'app' ? k.podWidth : k.cardWidth;

/** Distance of a card from the middle of its column: cards of one row stand beside each other. */
function slotsOf(cards: readonly Card[], k: Sizes): ReadonlyMap<string, number> {
  const groups = new Map<string, Card[]>();
  for (const c of cards) {
    const key = `${c.column}|${c.row}|${c.sub}`;
    const list = groups.get(key);
    if (list) list.push(c);
    else groups.set(key, [c]);
  }
  const out = new Map<string, number>();
  for (const group of groups.values())
    group.forEach((c, i) => {
      out.set(c.id, (i - (group.length - 1) / 2) * (widthOf(c, k) + k.cardGap));
    });
  return out;
}

function widenForEdge(
  edge: Edge,
  cards: ReadonlyMap<string, Card>,
  slots: ReadonlyMap<string, number>,
  offsets: Offsets,
  k: Sizes,
  widen: (column: string, need: number) => void,
): void {
  const course = courseOf(edge, cards);
  const from = cards.get(edge.from);
  const at = course === 'turn' && edge.to !== undefined ? cards.get(edge.to) : from;
  if (!from || !at) return;
  const offset =
    Math.abs(course === 'turn' ? offsets.outermost(edge) : offsets.leaving(edge)) * k.spread +
    Math.abs(slots.get(at.id) ?? 0);
  if (edge.mark) {
    const text = Math.max(textWidth(edge.mark.label, k.markText, 600), textWidth(edge.mark.sub, k.fact + 0.5, 400));
    const to = edge.to === undefined ? undefined : cards.get(edge.to);
    widen((edge.mark.between ? to : undefined)?.column ?? from.column, offset + k.disc + 9 * k.scale + text);
  }
  if (course === 'underlay' || labelSide(edge, offsets) === undefined) return;
  for (const label of edge.labels) widen(at.column, offset + 14 * k.scale + labelWidth(label, k));
}

/** Room for title, note and pill; a long title is shortened rather than making the lane wider than two thirds more than its cards. */
function headWidth(title: string, note: string, pill: string, warns: boolean, k: Sizes): number {
  const fixed = 2 * 14 * k.scale + k.icon + 8 * k.scale + (warns ? 24 * k.scale : 0);
  const side =
    pill === ''
      ? textWidth(note, k.label, 400) + 8 * k.scale
      : textWidth(pill, k.label + 0.5, 600) + 2 * k.pillGlyph + 22 * k.scale;
  return fixed + side + Math.min(textWidth(title, k.laneTitle, 600), 9 * k.laneTitle);
}
