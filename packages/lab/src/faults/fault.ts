import type { Cluster } from '../cluster.ts';
import { demoTopology } from '../demo-topology.ts';
import type { Fate, FateDrop } from '../fate.ts';
import type { ClusterObjects } from '../objects/cluster-objects.ts';
import type { Plan } from '../plan.ts';
import type { Flow } from '../probe.ts';
import type { Topology } from '../topology.ts';

/** The words that the CLI takes: `skoop -s SOURCE -d DESTINATION -p PORT --protocol PROTOCOL`. */
export type Question = {
  readonly source: string;
  readonly destination: string;
  readonly port?: number;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly size?: number;
  /** `--uid`. */
  readonly uid?: number;
};

/** One thing asked of a cluster: in the CLI's words, and as the client's system calls. */
export type Ask = { readonly question: Question; readonly flow: Flow };

/** A way in which a cluster breaks, by name. */
export type Fault = {
  readonly name: string;
  /** Finding that ought to fire (docs/findings). */
  readonly finding: string;
  readonly title: string;
  /** How it comes to be, one paragraph. */
  readonly story: string;
  /** What is special about the cluster before it breaks. */
  readonly topology?: (base: Topology) => Topology;
  /** What breaks it. */
  readonly apply?: (cluster: Cluster) => Promise<unknown>;
  /** Cluster objects where they are not what the plan says. */
  readonly objects?: (objects: ClusterObjects, plan: Plan) => ClusterObjects;
  /** The first one shows the fault. */
  readonly asks: readonly Ask[];
  /** What the kernel must do with the first. */
  readonly expected: Pick<Fate, 'outcome' | 'symptom'> & { readonly drop?: Partial<FateDrop> };
};

export const faultTopology = (fault: Fault, change: Partial<Topology> = {}): Topology => {
  const base = demoTopology({ name: fault.name, ...change });
  return fault.topology ? fault.topology(base) : base;
};
