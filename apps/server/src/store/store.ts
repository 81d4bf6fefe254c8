import { Kysely } from 'kysely';
import { createDiagnosisStore, type DiagnosisStore } from './diagnosis-store.ts';
import { sqliteDialect } from './dialect.ts';
import { migrate } from './migrations.ts';
import { createReserve } from './reserve.ts';
import { createSnapshotStore, type SnapshotStore } from './snapshot-store.ts';
import { openDatabase } from './sqlite.ts';
import type { Tables } from './tables.ts';

export type Store = {
  readonly diagnoses: DiagnosisStore;
  readonly snapshots: SnapshotStore;
  /** Fails if the store cannot be read. */
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens the store in a file, or in memory with `:memory:`. Throws what SQLite throws: locked, damaged, not writable. */
export function openStore(path: string): Store {
  const database = openDatabase(path);
  try {
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
  const reserve = createReserve(path, () => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  return {
    diagnoses: createDiagnosisStore(db, reserve),
    snapshots: createSnapshotStore(db, reserve),
    check: async () => {
      await db.selectFrom('diagnoses').select('sequence').limit(1).execute();
    },
    close: async () => {
      await db.destroy();
      // Kysely does not tell a driver that was never used.
      database.close();
    },
  };
}
