import {
  compareDiagnoses,
  listNodes,
  listObjects,
  nodeDetail,
  overviewOf,
  searchEndpoints,
  searchSection,
  sectionText,
} from '@skoop/browse';
import { applyEdits, readSnapshot, type SnapshotFile, unpackDumps, untar } from '@skoop/collector';
import type { Snapshot } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import type { LocalAnswers, LocalSide, LocalSnapshot } from './ask.ts';
import { getSnapshot } from './localStore.ts';

const OBJECTS = 200;
const firstOf = (limit: number) => ({ from: 0, limit });
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
    return overviewOf(await read(which));
  },
  async endpoints(which, query) {
    const { items, total } = searchEndpoints(await read(which), query, firstOf(query.limit ?? 50));
    return { items, total };
  },
  async nodes(which) {
    const { items, total } = listNodes(await read(which), '', firstOf(Number.POSITIVE_INFINITY));
    return { items, total };
  },
  async node(which, name) {
    return nodeDetail(await read(which), name);
  },
  async section(which, place, range) {
    return sectionText(await read(which), place, range);
  },
  async search(which, place, search) {
    return searchSection(await read(which), place, search);
  },
  async objects(which, resource, filter) {
    const found = listObjects(await read(which), resource, filter, firstOf(OBJECTS));
    return { items: found?.items ?? [], total: found?.total ?? 0 };
  },
  async compare(before, after) {
    const side = async ({ diagnosis, snapshot }: LocalSide) => ({
      diagnosis,
      snapshot: snapshot && (await read(snapshot)),
    });
    return compareDiagnoses(await side(before), await side(after));
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
