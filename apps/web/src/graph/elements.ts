import type { Layout, PlacedCard, PlacedEdge, PlacedLane, Point, Strand } from '@skoop/render';
import type { ElementDefinition } from 'cytoscape';
import { segmentsOf } from './segments.ts';

const RADIUS = { pod: 12, device: 6, uplink: 3 } as const;
const GUIDE_START = 10;

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const boxNode = (
  id: string,
  box: Box,
  classes: string,
  data: Readonly<Record<string, unknown>> = {},
): ElementDefinition => ({
  group: 'nodes',
  data: { id, w: box.width, h: box.height, ...data },
  position: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
  classes,
});

function laneElements(placed: PlacedLane): ElementDefinition[] {
  const { lane } = placed;
  const kind = `lane ${lane.tone ?? ''} ${lane.reached ? '' : 'unreached'}`;
  const shifted = (dx: number, dy: number): Box => ({ ...placed, x: placed.x + dx, y: placed.y + dy });
  const stack =
    lane.kind === 'alike'
      ? [boxNode(`lane:${lane.id}:3`, shifted(8, 6), kind), boxNode(`lane:${lane.id}:2`, shifted(4, 3), kind)]
      : [];
  return [...stack, boxNode(`lane:${lane.id}`, placed, kind)];
}

function cardElement(placed: PlacedCard): ElementDefinition {
  const { card, height } = placed;
  const radius = card.role === 'tunnel' ? height / 2 : card.role === 'rule' ? 9 : RADIUS[card.role];
  return boxNode(card.id, placed, `card ${card.state} ${card.role === 'rule' ? 'cut' : ''}`, {
    radius,
    branches: card.branches,
  });
}

/** A line as two dots without size and an edge between them: its corners are exactly where the layout says. */
function lineElements(
  id: string,
  points: readonly Point[],
  classes: string,
  data: Readonly<Record<string, unknown>>,
): ElementDefinition[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || (first[0] === last[0] && first[1] === last[1])) return [];
  const dot = (end: string, [x, y]: Point): ElementDefinition => ({
    group: 'nodes',
    data: { id: `${id}:${end}` },
    position: { x, y },
    classes: 'dot',
  });
  const bends = segmentsOf(points);
  return [
    dot('from', first),
    dot('to', last),
    {
      group: 'edges',
      data: { id, source: `${id}:from`, target: `${id}:to`, ...data, ...(bends ?? {}) },
      classes: `${classes} ${bends ? 'bent' : ''}`,
    },
  ];
}

function edgeElements(placed: PlacedEdge, strands: ReadonlyMap<string, Strand>): ElementDefinition[] {
  const { edge, points, width, mark } = placed;
  const branches = edge.strand ? (strands.get(edge.strand)?.branches ?? []) : [];
  const data = { width, branches, tone: edge.tone };
  const id = `edge:${edge.id}`;
  const headed = edge.to !== undefined;
  if (edge.change === 'only-before') return hollowElements(id, placed, data);
  if (!mark || !edge.mark) {
    const style = edge.kind === 'taken' ? '' : edge.kind === 'unknown' ? 'dotted' : 'dashed';
    return lineElements(
      id,
      points,
      `line ${edge.tone} ${style} ${headed && edge.kind !== 'unknown' ? 'headed' : ''}`,
      data,
    );
  }
  const solid = lineElements(id, points.slice(0, mark.index + 1), `line ${edge.mark.tone}`, data);
  const rest = points.slice(mark.index);
  if (rest.length < 2 || !headed) return solid;
  const unknown = edge.mark.tone === 'unk';
  const behind = lineElements(`${id}:behind`, rest, unknown ? 'line unk dotted' : 'line ghost dashed headed', {
    ...data,
    width: width * (unknown ? 1 : 0.75),
  });
  return [...solid, ...behind];
}

const HOLLOW_MORE = 1.6;
const HOLLOW_LESS = 0.9;
const HEAD = 9;

/** A line whose middle is empty: where a packet went before, and does not go now. */
function hollowElements(
  id: string,
  { edge, points, width, mark }: PlacedEdge,
  data: Readonly<Record<string, unknown>>,
): ElementDefinition[] {
  const headed = edge.to !== undefined && !mark;
  const shown = mark ? points.slice(0, mark.index + 1) : points;
  const tone = mark ? edge.mark?.tone : edge.tone;
  const inner = headed ? shortened(shown, HEAD) : shown;
  return [
    ...lineElements(id, shown, `line ${tone} ${headed ? 'headed' : ''}`, { ...data, width: width + HOLLOW_MORE }),
    ...lineElements(`${id}:inner`, inner, 'line inner', { ...data, width: width - HOLLOW_LESS }),
  ];
}

/** The points without the last stretch of `by`, so that the line ends below its arrowhead. */
function shortened(points: readonly Point[], by: number): readonly Point[] {
  const [before, last] = [points.at(-2), points.at(-1)];
  if (!before || !last) return points;
  const length = Math.hypot(last[0] - before[0], last[1] - before[1]);
  const keep = length === 0 ? 0 : Math.max(0, length - by) / length;
  const end: Point = [before[0] + (last[0] - before[0]) * keep, before[1] + (last[1] - before[1]) * keep];
  return [...points.slice(0, -1), end];
}

/** Everything of a layout that has a shape. Words are laid over it as HTML. */
export function elementsOf(layout: Layout, strands: readonly Strand[]): ElementDefinition[] {
  const left = layout.sizes.gutter - GUIDE_START;
  const guides = layout.rows.map(({ row, y }) =>
    boxNode(`row:${row}`, { x: left, y: y - 0.5, width: layout.width - 2 - left, height: 1 }, 'guide'),
  );
  const underlay = layout.underlay ? [boxNode('underlay', layout.underlay, 'underlay')] : [];
  const byId = new Map(strands.map((s) => [s.id, s]));
  return [
    ...guides,
    ...underlay,
    ...layout.lanes.flatMap(laneElements),
    ...layout.edges.flatMap((e) => edgeElements(e, byId)),
    ...layout.cards.map(cardElement),
  ];
}
