import type { Fault } from './fault.ts';
import { nftablesFaults } from './nftables.ts';
import { nodeFaults } from './nodes.ts';
import { policyFaults } from './policies.ts';
import { serviceFaults } from './services.ts';
import { tunnelFaults } from './tunnels.ts';

/** Every named fault, in the order of the docs. */
export const faults: readonly Fault[] = [
  ...serviceFaults,
  ...policyFaults,
  ...tunnelFaults,
  ...nodeFaults,
  ...nftablesFaults,
];
