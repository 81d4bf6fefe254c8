import { applyEdits, readSnapshot, type SnapshotFile, unpackDumps, untar } from '@skoop/collector';
import type { Snapshot } from '@skoop/model';
import { clusterOverview, diagnose } from '@skoop/providers';
import type { LocalAnswers, LocalSnapshot } from './ask.ts';
import { getSnapshot } from './localStore.ts';
import { searchEndpoints } from './searchEndpoints.ts';
import { nodeDetail, nodeSummaries } from './snapshotNodes.ts';
import { linesOf, sectionAt, sectionFacts } from './snapshotSections.ts';

const GAP_LIMIT = 200;
const CACHED = 3;

let opened: { readonly id: string; readonly files: readonly SnapshotFile[] } | undefined;
const snapshots = new Map<string, Snapshot>();

async function filesOf(id: string): Promise<readonly SnapshotFile[]> {
  if (opened?.id === id) return opened.files;
  const stored = await getSnapshot(id);
  if (!stored) throw new Error('This snapshot is not in this browser any more.');
  const files = await unpackDumps(await untar(new Uint8Array(await stored.archive.arrayBuffer())));
  opened = { id, files };
  return files;
}

/** The last few are kept: a page asks many things of one snapshot. */
async function read({ id, edits }: LocalSnapshot): Promise<Snapshot> {
  const key = `${id} ${JSON.stringify(edits)}`;
  const known = snapshots.get(key);
  if (known) return known;
  const files = await filesOf(id);
  const snapshot = readSnapshot(edits.length > 0 ? applyEdits(files, edits) : files);
  snapshots.set(key, snapshot);
  for (const old of [...snapshots.keys()].slice(0, -CACHED)) snapshots.delete(old);
  return snapshot;
}

type Answers = {
  readonly [K in keyof LocalAnswers]: (
    ...args: Parameters<LocalAnswers[K]>
  ) => Promise<Awaited<ReturnType<LocalAnswers[K]>>>;
};

/** Everything that a page asks about a snapshot, from the snapshot alone. */
export const localAnswers = (progress: (message: string) => void): Answers => ({
  async describe(which) {
    const { cluster, takenAt } = await read(which);
    return { cluster, takenAt };
  },
  async overview(which) {
    const snapshot = await read(which);
    const { facts, nodes, hazards, gaps, endpoints } = clusterOverview(snapshot);
    const all = [...gaps, ...nodes.flatMap((n) => n.gaps)];
    const count = (type: string) => endpoints.filter((e) => e.type === type).length;
    return {
      facts,
      counts: {
        nodes: nodes.length,
        collected: snapshot.nodes.size,
        pods: count('pod'),
        services: count('service'),
        namespaces: new Set(endpoints.flatMap((e) => e.namespace ?? [])).size,
        networkPolicies: snapshot.objects.networkpolicies?.length ?? 0,
      },
      gaps: all.slice(0, GAP_LIMIT),
      gapCount: all.length,
      hazards,
    };
  },
  async endpoints(which, query) {
    return searchEndpoints(await read(which), query);
  },
  async nodes(which) {
    return nodeSummaries(await read(which));
  },
  async node(which, name) {
    return nodeDetail(await read(which), name);
  },
  async section(which, place, from, limit) {
    const section = sectionAt(await read(which), place);
    if (!section) return undefined;
    const text = linesOf(section).slice(from - 1, from - 1 + limit);
    return { ...sectionFacts(section), node: place.node, netns: place.netns, from, text };
  },
  async search(which, place, q, limit) {
    const section = sectionAt(await read(which), place);
    if (!section) return undefined;
    const wanted = q.toLowerCase();
    const matches = linesOf(section).flatMap((text, i) =>
      text.toLowerCase().includes(wanted) ? [{ line: i + 1, text }] : [],
    );
    return { total: matches.length, matches: matches.slice(0, limit) };
  },
  async objects(which, resource, { namespace, name }) {
    const { objects } = await read(which);
    const all = Object.hasOwn(objects, resource) ? (objects[resource] ?? []) : [];
    const items = all.filter(
      ({ metadata }) =>
        (namespace === undefined || metadata.namespace === namespace) && (name === undefined || metadata.name === name),
    );
    return { items: items.slice(0, GAP_LIMIT), total: items.length };
  },
  async diagnose(which, request) {
    progress('Reading the snapshot');
    const snapshot = await read(which);
    const { snapshot: _, protocol = 'tcp', options = {}, ...question } = request;
    return diagnose({
      ...question,
      protocol,
      snapshot,
      options: Object.fromEntries(Object.entries(options).map(([flag, value]) => [flag, String(value)])),
      now: () => new Date(),
      onProgress: progress,
    });
  },
});
