import type { BenchCase } from '../bench/bench-case.ts';
import { bondCases } from './bond-cases.ts';
import { bridgeVlanCases } from './bridge-vlan-cases.ts';
import { ipvlanCases } from './ipvlan-cases.ts';
import { macvlanCases } from './macvlan-cases.ts';
import { singleCases } from './single-cases.ts';
import { vlanCases } from './vlan-cases.ts';
import { vrfCases } from './vrf-cases.ts';

export const deviceCases: readonly BenchCase[] = [
  ...macvlanCases,
  ...vlanCases,
  ...bridgeVlanCases,
  ...ipvlanCases,
  ...bondCases,
  ...vrfCases,
  ...singleCases,
];
