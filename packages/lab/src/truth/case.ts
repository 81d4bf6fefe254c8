import type { Ask } from '../faults/fault.ts';
import type { Topology } from '../topology.ts';
import type { Change, Grammar } from './change.ts';
import { links, neighbours, sockets, sysctls } from './grammar/devices.ts';
import { randomAsk } from './grammar/flows.ts';
import { ipsets, iptablesRules, natRules } from './grammar/iptables.ts';
import { nftRules } from './grammar/nft.ts';
import { policyRules, routes } from './grammar/routes.ts';
import { Random } from './random.ts';

/** A cluster, what is done to it, and what is asked of it. */
export type TruthCase = {
  readonly seed: number;
  readonly topology: Partial<Topology>;
  readonly changes: readonly Change[];
  readonly asks: readonly Ask[];
};

const GRAMMARS: readonly Grammar[] = [
  routes,
  policyRules,
  sysctls,
  links,
  neighbours,
  sockets,
  iptablesRules,
  iptablesRules,
  iptablesRules,
  natRules,
  ipsets,
  nftRules,
  nftRules,
];

/** The case of a seed; the same for ever, as long as the grammars do not change. */
export function randomCase(seed: number): TruthCase {
  const random = new Random(seed);
  const variant = random.chance(0.6) ? 'nft' : 'legacy';
  const iptables = `iptables-${variant}`;
  const topology: Partial<Topology> = {
    name: `truth-${seed}`,
    backend: random.chance(0.75) ? 'vxlan' : 'host-gw',
    iptables: variant,
  };
  const changes = Array.from({ length: 1 + random.below(3) }, () => random.pick(GRAMMARS)(random, iptables));
  const asks = Array.from({ length: 2 }, () => randomAsk(random));
  return { seed, topology, changes, asks };
}
