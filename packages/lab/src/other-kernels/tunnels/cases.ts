import type { BenchCase } from '../bench/bench-case.ts';
import { ipipCases } from './ipip-cases.ts';

export const tunnelCases: readonly BenchCase[] = ipipCases;
