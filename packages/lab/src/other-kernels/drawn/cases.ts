import type { BenchCase } from '../bench/bench-case.ts';
import { drawCase } from './draw-case.ts';

/** Seeds that were recorded. */
const SEEDS: readonly number[] = [18, 0].flatMap((count, i) =>
  Array.from({ length: count }, (_, k) => 100 * i + k + 1),
);

export const drawnCases: readonly BenchCase[] = SEEDS.map(drawCase);
