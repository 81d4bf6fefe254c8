import type { Cluster } from './cluster.ts';

const FORGET = 'for f in -4 -6; do ip $f neigh flush all; ip $f route flush cache; done 2>/dev/null; true';

/**
 * Makes all kernels of a cluster forget the neighbours that they found and the path MTUs that they learned: verdicts are about cold
 * caches. What was set by hand stays, but for a state that only says that nobody answered.
 */
export async function forgetCaches(cluster: Cluster): Promise<void> {
  await Promise.all([...cluster.targets.keys()].map((target) => cluster.run(target, ['sh', '-c', FORGET])));
}
