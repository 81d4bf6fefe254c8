import { expect, test } from 'vitest';
import { fitted, panned, revealed, zoomed } from './viewport.ts';

const room = { width: 1000, height: 600 };

test('a picture that fits is centred', () => {
  expect(fitted({ width: 1000, height: 500 }, room)).toEqual({ zoom: 0.976, x: 12, y: 56 });
});

test('a small picture is not blown up', () => {
  expect(fitted({ width: 200, height: 100 }, room).zoom).toBe(1.25);
});

test('a large picture keeps its letters readable and shows the focus', () => {
  const v = fitted({ width: 4000, height: 500 }, room, { x: 3900, y: 250 });
  expect(v.zoom).toBe(0.85);
  expect(3900 * v.zoom + v.x).toBeLessThan(room.width);
  expect(3900 * v.zoom + v.x).toBeGreaterThan(room.width - 200);
});

test('what one points at stays under the pointer while zooming', () => {
  const v = zoomed({ zoom: 1, x: 10, y: 20 }, 2, { x: 110, y: 220 });
  expect({ x: 100 * v.zoom + v.x, y: 200 * v.zoom + v.y }).toEqual({ x: 110, y: 220 });
});

test('a picture cannot be pushed out of sight', () => {
  const v = panned({ zoom: 1, x: 0, y: 0 }, -5000, 5000, { width: 900, height: 500 }, room);
  expect(v).toEqual({ zoom: 1, x: 80 - 900, y: 520 });
});

test('a box in sight moves nothing, one outside comes in', () => {
  const v = { zoom: 1, x: 0, y: 0 };
  expect(revealed(v, { x: 100, y: 100, width: 200, height: 40 }, room)).toEqual(v);
  expect(revealed(v, { x: 1100, y: 100, width: 200, height: 40 }, room).x).toBe(-328);
});
