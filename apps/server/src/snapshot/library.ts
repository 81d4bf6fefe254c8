import type { SnapshotSummary } from '@skoop/api';
import type { SnapshotSource } from '../operations/snapshot-source.ts';
import type { SnapshotStore, StoredSnapshot } from '../store/snapshot-store.ts';
import type { DataFolder } from './data-folder.ts';
import type { Demo } from './demo.ts';

export type Library = ReturnType<typeof createLibrary>;

/** Every snapshot that can be asked about: uploaded, derived, recorded with the program, opened from the command line. */
export function createLibrary(store: SnapshotStore, folder: DataFolder, fixed: ReadonlyMap<string, Demo>) {
  const summaryOf = (s: StoredSnapshot): SnapshotSummary => ({
    id: s.id,
    name: s.name,
    cluster: s.cluster,
    origin: s.origin,
    takenAt: s.takenAt,
    createdAt: s.createdAt,
    bytes: s.bytes,
    deletable: true,
    derivedFrom:
      s.parent === undefined ? undefined : { snapshot: s.parent, diagnosis: s.parentDiagnosis, finding: s.finding },
  });

  async function source(id: string): Promise<SnapshotSource | undefined> {
    const known = fixed.get(id);
    if (known) return known.source;
    const stored = await store.get(id);
    if (!stored) return undefined;
    if (stored.parent === undefined) return { kind: 'archive', key: id, path: folder.archive(id) };
    const parent = await source(stored.parent);
    return parent && { kind: 'derived', key: id, parent, edits: stored.edits ?? [] };
  }

  return {
    source,
    summary: async (id: string): Promise<SnapshotSummary | undefined> => {
      const known = fixed.get(id);
      if (known) return known.summary;
      const stored = await store.get(id);
      return stored && summaryOf(stored);
    },
    /** Stored ones newest first, then those that came with the program. */
    list: async (): Promise<readonly SnapshotSummary[]> => [
      ...(await store.list()).map(summaryOf),
      ...[...fixed.values()].map(({ summary }) => summary),
    ],
    isFixed: (id: string): boolean => fixed.has(id),
  };
}
