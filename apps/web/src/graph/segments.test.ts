import type { Point } from '@skoop/render';
import { expect, test } from 'vitest';
import { segmentsOf } from './segments.ts';

test.each([
  [
    'two points need no corner',
    [
      [0, 0],
      [10, 0],
    ],
    undefined,
  ],
  [
    'down, right, up: corners lie below the line',
    [
      [0, 0],
      [0, 5],
      [10, 5],
      [10, 0],
    ],
    { weights: [0, 1], distances: [5, 5] },
  ],
  [
    'to the left the same corners are on the other side',
    [
      [10, 0],
      [10, 5],
      [0, 5],
      [0, 0],
    ],
    { weights: [0, 1], distances: [-5, -5] },
  ],
  [
    'a closed line has no direction',
    [
      [0, 0],
      [5, 5],
      [0, 0],
    ],
    undefined,
  ],
])('%s', (_why, points, expected) => {
  const found = segmentsOf(points as unknown as readonly Point[]);
  const tidy = (n: number) => Math.round(n * 1000) / 1000 + 0;
  expect(found && { weights: found.weights.map(tidy), distances: found.distances.map(tidy) }).toEqual(expected);
});
