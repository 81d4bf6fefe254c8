import { Cluster } from '../../cluster.ts';
import { wire } from '../../wiring.ts';
import { recordCases } from '../record-cases.ts';
import type { BenchCase } from './bench-case.ts';
import { benchObjects } from './bench-objects.ts';
import { benchTopology, wireBench } from './wire-bench.ts';

async function up(c: BenchCase): Promise<Cluster> {
  return Cluster.up(benchTopology(c), async (cluster) => {
    if (c.cluster) await wire(cluster);
    await wireBench(cluster, c);
  });
}

/** Records the cases of a group: all, or those whose names follow the folder in `argv`. */
export async function recordBench(cases: readonly BenchCase[], argv: readonly string[]): Promise<void> {
  const [out = '', ...wanted] = argv;
  const recordable = cases.map((c) => ({
    name: c.name,
    why: c.why,
    up: () => up(c),
    ...(c.cluster ? {} : { objects: (cluster: Cluster) => benchObjects(cluster.plan) }),
    asks: c.asks,
    times: c.times ?? 1,
  }));
  await recordCases(out, recordable, wanted);
}
