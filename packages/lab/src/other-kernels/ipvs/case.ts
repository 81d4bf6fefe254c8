import type { Cluster } from '../../cluster.ts';
import { demoTopology } from '../../demo-topology.ts';
import type { Ask } from '../../faults/fault.ts';
import type { Topology } from '../../topology.ts';

/** A cluster in ipvs mode, what is changed in it, and what is asked of it. */
export type IpvsCase = {
  readonly name: string;
  /** What it shows. */
  readonly why: string;
  readonly topology?: Partial<Topology>;
  readonly apply?: (cluster: Cluster) => Promise<unknown>;
  readonly asks: readonly Ask[];
  /** How often each question is asked; default 8. */
  readonly times?: number;
};

export const ipvsTopology = (c: Pick<IpvsCase, 'name' | 'topology'>): Topology =>
  demoTopology({ name: c.name, iptables: 'legacy', proxyMode: 'ipvs', ...c.topology });
