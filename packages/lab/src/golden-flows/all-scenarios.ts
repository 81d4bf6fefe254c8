import type { GoldenScenario } from './golden-flow.ts';
import { masqueradeScenarios } from './masquerade.ts';
import { nodePortScenarios } from './node-ports.ts';
import { serviceScenarios } from './services.ts';
import { trafficPolicyScenarios } from './traffic-policies.ts';

export const allScenarios: readonly GoldenScenario[] = [
  ...serviceScenarios,
  ...nodePortScenarios,
  ...trafficPolicyScenarios,
  ...masqueradeScenarios,
];
