import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cluster } from './cluster.ts';
import { type ClusterObjects, clusterObjects, kubectlList } from './objects/cluster-objects.ts';

const COLLECT_SCRIPT = fileURLToPath(new URL('../../collector/collect.sh', import.meta.url));

/** What collect.sh prints on one node, byte for byte. It is given to the node's own shell, as a user would pipe it there. */
export async function dumpNode(cluster: Cluster, node: string, options: readonly string[] = []): Promise<Buffer> {
  const script = readFileSync(COLLECT_SCRIPT);
  const reply = await cluster.run(node, ['sh', '-s', '--', ...options], script);
  if (reply.status !== 0) throw new Error(`collect.sh on ${node}: exit status ${reply.status}: ${reply.stderr.trim()}`);
  return reply.stdout;
}

export type RecordOptions = {
  readonly takenAt?: string;
  /** Objects where they are not what the plan says. */
  readonly objects?: ClusterObjects;
  /** Nodes to leave out, as if they could not be reached. */
  readonly without?: readonly string[];
};

/** Writes a snapshot folder (docs/architecture.md) of a running cluster. What was in the folder is replaced. */
export async function recordSnapshot(cluster: Cluster, folder: string, options: RecordOptions = {}): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'objects'), { recursive: true });
  mkdirSync(path.join(folder, 'nodes'));
  const head = {
    schemaVersion: 1,
    takenAt: options.takenAt ?? new Date().toISOString(),
    cluster: cluster.plan.topology.name,
    tool: 'skoop-lab 0.1.0',
  };
  writeFileSync(path.join(folder, 'snapshot.json'), `${JSON.stringify(head, null, 2)}\n`);
  for (const [resource, items] of Object.entries(options.objects ?? clusterObjects(cluster.plan)))
    writeFileSync(path.join(folder, 'objects', `${resource}.json`), kubectlList(items));
  const nodes = cluster.plan.nodes.filter((n) => !options.without?.includes(n.name));
  await Promise.all(
    nodes.map(async (n) =>
      writeFileSync(path.join(folder, 'nodes', `${n.name}.dump`), await dumpNode(cluster, n.name)),
    ),
  );
}
