import { planCluster } from '../plan.ts';
import type { Topology } from '../topology.ts';
import type { Change, Grammar } from './change.ts';
import { conntrackEntries } from './grammar/conntrack.ts';
import { bridges, links, neighbours, sockets } from './grammar/devices.ts';
import { randomAsk, type TruthAsk } from './grammar/flows.ts';
import { ipsets } from './grammar/ipset.ts';
import { iptablesRules } from './grammar/iptables.ts';
import { natRules } from './grammar/nat.ts';
import { nftFrames, nftNat, nftRules } from './grammar/nft.ts';
import { routes } from './grammar/routes.ts';
import { policyRules } from './grammar/rules.ts';
import { sysctls } from './grammar/sysctls.ts';
import { Random } from './random.ts';
import { randomTopology } from './random-topology.ts';

/** A cluster, what is done to it, and what is asked of it. */
export type TruthCase = {
  readonly seed: number;
  readonly topology: Topology;
  /** What the cluster is, to count by. */
  readonly kinds: readonly string[];
  readonly changes: readonly Change[];
  readonly asks: readonly TruthAsk[];
  /** One client always meets the same choice, so that shares of its connections say nothing. */
  readonly sticky: boolean;
};

/** By name, so that a run can be about some of them; the numbers are how often each is drawn. */
export const GRAMMARS: Readonly<Record<string, readonly [weight: number, grammar: Grammar]>> = {
  routes: [2, routes],
  rules: [2, policyRules],
  sysctls: [2, sysctls],
  links: [1, links],
  neighbours: [1, neighbours],
  bridges: [1, bridges],
  sockets: [1, sockets],
  iptables: [4, iptablesRules],
  nat: [2, natRules],
  ipset: [1, ipsets],
  nft: [3, nftRules],
  'nft-nat': [1, nftNat],
  'nft-frames': [1, nftFrames],
  conntrack: [1, conntrackEntries],
};
const ASKS = 3;
const TRIES = 20;

/** The case of a seed; the same for ever, as long as the grammars do not change. `only`: names of grammars. */
export function randomCase(seed: number, only: readonly string[] = Object.keys(GRAMMARS)): TruthCase {
  const random = new Random(seed);
  const { topology, kinds, sticky } = randomTopology(seed, random);
  const plan = planCluster(topology);
  const urn = only.flatMap((name) => Array.from({ length: GRAMMARS[name]?.[0] ?? 0 }, () => GRAMMARS[name]?.[1]));
  const scene = () => ({ plan, random, family: random.pick(plan.families) });
  const draw = (): Change | undefined => {
    for (let i = 0; i < TRIES; i++) {
      const change = random.pick(urn)?.(scene());
      if (change) return change;
    }
    return undefined;
  };
  const changes = Array.from({ length: 1 + random.below(3) }, draw).filter((c) => c !== undefined);
  const asks = Array.from({ length: ASKS }, () => randomAsk(scene()));
  return { seed, topology, kinds, changes, asks, sticky: sticky || changes.some((c) => c.sticky) };
}
