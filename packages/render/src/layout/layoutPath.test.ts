import type { Diagnosis } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { recorded } from '../fixtures/recorded.ts';
import { samples } from '../fixtures/samples.ts';
import { textWidth } from '../font/measure.ts';
import { buildView } from '../view/buildView.ts';
import type { Direction } from '../view/pathView.ts';
import type { Layout, PlacedEdge, Point } from './layout.ts';
import { layoutPath } from './layoutPath.ts';
import { pageSizes, shareSizes } from './sizes.ts';

const directions: readonly Direction[] = ['request', 'reply'];
const cases = Object.entries({ ...samples, ...recorded }).flatMap(([name, d]) =>
  directions.flatMap((direction) =>
    [pageSizes, shareSizes].map((k): [string, Diagnosis, Direction, typeof k] => [
      `${name}, ${direction}, ${k === pageSizes ? 'page' : 'share'}`,
      d,
      direction,
      k,
    ]),
  ),
);

type Segment = { readonly strand: string; readonly a: Point; readonly b: Point };
const segments = (e: PlacedEdge): readonly Segment[] =>
  e.points.slice(1).map((b, i) => ({ strand: e.edge.strand ?? 'trunk', a: e.points[i] ?? b, b }));

/** Whether two axis-parallel segments cross in their interiors. */
function cross(p: Segment, q: Segment): boolean {
  const vertical = (s: Segment): boolean => Math.abs(s.a[0] - s.b[0]) < 0.01;
  if (vertical(p) === vertical(q)) return false;
  const [v, h] = vertical(p) ? [p, q] : [q, p];
  const inside = (x: number, a: number, b: number): boolean => x > Math.min(a, b) + 0.5 && x < Math.max(a, b) - 0.5;
  return inside(v.a[0], h.a[0], h.b[0]) && inside(h.a[1], v.a[1], v.b[1]);
}

const overlaps = (a: { x: number; y: number; width: number; height: number }, b: typeof a): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const laid = (d: Diagnosis, direction: Direction, k = pageSizes): Layout => layoutPath(buildView(d, direction), k);

describe('layoutPath', () => {
  it.each(cases)('strands nest and never cross: %s', (_name, d, direction, k) => {
    const all = laid(d, direction, k).edges.flatMap(segments);
    for (const [i, p] of all.entries())
      for (const q of all.slice(i + 1))
        if (p.strand !== q.strand)
          expect(cross(p, q), `${p.strand} ${p.a}-${p.b} and ${q.strand} ${q.a}-${q.b}`).toBe(false);
  });

  it.each(cases)('no line goes through the words of an end mark: %s', (_name, d, direction, k) => {
    const { edges } = laid(d, direction, k);
    for (const { edge, mark } of edges) {
      if (!mark || !edge.mark) continue;
      const width = Math.max(textWidth(edge.mark.label, k.markText, 600), textWidth(edge.mark.sub, k.fact + 0.5));
      const near = mark.at[0] + (k.disc + 9 * k.scale) * (mark.side === 'left' ? -1 : 1);
      const left = mark.side === 'left' ? near - width : near;
      const words = { x: left, width, y: mark.at[1] - k.markText, height: 2 * k.markText };
      for (const { a, b } of edges.flatMap(segments)) {
        const line = {
          x: Math.min(a[0], b[0]),
          y: Math.min(a[1], b[1]),
          width: Math.abs(a[0] - b[0]),
          height: Math.abs(a[1] - b[1]),
        };
        expect(overlaps(words, line), `${edge.mark.label} of ${edge.id} and ${a}-${b}`).toBe(false);
      }
    }
  });

  it.each(cases)('cards and lanes stand apart, and cards inside their lane: %s', (_name, d, direction, k) => {
    const { cards, lanes, width, height } = laid(d, direction, k);
    for (const [i, c] of cards.entries()) {
      const lane = lanes.find((l) => l.lane.id === c.card.lane);
      expect(
        lane &&
          c.x >= lane.x &&
          c.x + c.width <= lane.x + lane.width &&
          c.y >= lane.y &&
          c.y + c.height <= lane.y + lane.height,
        c.card.id,
      ).toBe(true);
      for (const other of cards.slice(i + 1))
        expect(overlaps(c, other), `${c.card.id} and ${other.card.id}`).toBe(false);
    }
    for (const [i, l] of lanes.entries()) {
      expect(l.x + l.width <= width && l.y + l.height <= height).toBe(true);
      for (const other of lanes.slice(i + 1)) expect(overlaps(l, other)).toBe(false);
    }
  });

  it.each(cases)('every line starts and ends at its cards: %s', (_name, d, direction, k) => {
    const { cards, edges } = laid(d, direction, k);
    for (const e of edges) {
      const to = cards.find((c) => c.card.id === e.edge.to);
      const end = e.points.at(-1);
      if (to && end)
        expect(
          end[0] >= to.x && end[0] <= to.x + to.width && end[1] >= to.y - 1 && end[1] <= to.y + to.height + 1,
          e.edge.id,
        ).toBe(true);
      for (const p of e.points) expect(p.every(Number.isFinite), e.edge.id).toBe(true);
    }
  });

  it('takes less than 10 ms for 14 nodes', () => {
    const view = buildView(samples.manyBranches as Diagnosis, 'request');
    layoutPath(view);
    const started = performance.now();
    for (let i = 0; i < 10; i++) layoutPath(view);
    expect((performance.now() - started) / 10).toBeLessThan(10);
  });
});
