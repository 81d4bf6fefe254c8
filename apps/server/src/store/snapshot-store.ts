import type { SnapshotEdit } from '@skoop/model';
import type { Kysely } from 'kysely';
import { newId } from './id.ts';
import type { Reserve } from './reserve.ts';
import type { SnapshotTable, Tables } from './tables.ts';

/** A stored snapshot: an uploaded archive, or edits of another one. */
export type StoredSnapshot = {
  readonly id: string;
  readonly name: string;
  readonly cluster: string;
  readonly origin: 'upload' | 'derived';
  readonly takenAt: string;
  readonly createdAt: string;
  readonly bytes: number;
  readonly parent?: string;
  readonly parentDiagnosis?: string;
  readonly finding?: string;
  readonly edits?: readonly SnapshotEdit[];
};

export type SnapshotStore = ReturnType<typeof createSnapshotStore>;

export function createSnapshotStore(db: Kysely<Tables>, reserve: Reserve) {
  return {
    add: async (snapshot: Omit<StoredSnapshot, 'id' | 'createdAt'> & { readonly id?: string }) => {
      const stored = { id: newId(), createdAt: new Date().toISOString(), ...snapshot };
      await db.insertInto('snapshots').values(toRow(stored)).execute();
      return stored;
    },
    get: async (id: string): Promise<StoredSnapshot | undefined> => {
      const row = await db.selectFrom('snapshots').selectAll().where('id', '=', id).executeTakeFirst();
      return row && fromRow(row);
    },
    /** Newest first. */
    list: async (): Promise<readonly StoredSnapshot[]> => {
      const rows = await db.selectFrom('snapshots').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
      return rows.map(fromRow);
    },
    /** Deletes it and everything derived from it; tells the ids that are gone. */
    remove: async (id: string): Promise<readonly string[]> =>
      reserve.withRoom(() =>
        db.transaction().execute(async (tx) => {
          const gone: string[] = [];
          let layer = [id];
          while (layer.length > 0) {
            gone.push(...layer);
            const next = await tx.selectFrom('snapshots').select('id').where('parent', 'in', layer).execute();
            layer = next.map((row) => row.id).filter((child) => !gone.includes(child));
          }
          await tx.deleteFrom('snapshots').where('id', 'in', gone).execute();
          return gone;
        }),
      ),
  };
}

const toRow = (s: StoredSnapshot): SnapshotTable => ({
  id: s.id,
  name: s.name,
  cluster: s.cluster,
  origin: s.origin,
  taken_at: s.takenAt,
  created_at: s.createdAt,
  bytes: s.bytes,
  parent: s.parent ?? null,
  parent_diagnosis: s.parentDiagnosis ?? null,
  finding: s.finding ?? null,
  edits_json: s.edits ? JSON.stringify(s.edits) : null,
});

const fromRow = (row: SnapshotTable): StoredSnapshot => ({
  id: row.id,
  name: row.name,
  cluster: row.cluster,
  origin: row.origin,
  takenAt: row.taken_at,
  createdAt: row.created_at,
  bytes: row.bytes,
  parent: row.parent ?? undefined,
  parentDiagnosis: row.parent_diagnosis ?? undefined,
  finding: row.finding ?? undefined,
  edits: row.edits_json === null ? undefined : (JSON.parse(row.edits_json) as readonly SnapshotEdit[]),
});
