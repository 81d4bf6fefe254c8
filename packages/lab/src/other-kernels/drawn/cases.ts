import type { BenchCase } from '../bench/bench-case.ts';
import { drawCase } from './draw-case.ts';

/** Seeds that were recorded. */
const SEEDS: readonly number[] = [
  ...Array.from({ length: 18 }, (_, i) => i + 1),
  ...[
    101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 125,
    126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 1096, 1243, 2149, 2496, 2525,
  ],
];

export const drawnCases: readonly BenchCase[] = SEEDS.map(drawCase);
