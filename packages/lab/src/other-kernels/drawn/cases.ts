import type { BenchCase } from '../bench/bench-case.ts';
import { drawCase } from './draw-case.ts';

/** Seeds that were recorded. */
const SEEDS: readonly number[] = Array.from({ length: 18 }, (_, i) => i + 1);

export const drawnCases: readonly BenchCase[] = SEEDS.map(drawCase);
