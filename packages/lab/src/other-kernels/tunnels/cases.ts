import type { BenchCase } from '../bench/bench-case.ts';
import { calicoCases } from './calico-cases.ts';
import { geneveCases } from './geneve-cases.ts';
import { greCases } from './gre-cases.ts';
import { ipipCases } from './ipip-cases.ts';
import { ipv6Cases } from './ipv6-cases.ts';
import { wireguardCases } from './wireguard-cases.ts';

export const tunnelCases: readonly BenchCase[] = [
  ...ipipCases,
  ...greCases,
  ...ipv6Cases,
  ...geneveCases,
  ...wireguardCases,
  ...calicoCases,
];
