import type { DiagnosisRecord, SnapshotSummary } from '@skoop/api';

/** A snapshot that was opened here and not sent anywhere: its summary and its files as packed. */
export type StoredSnapshot = { readonly summary: SnapshotSummary; readonly archive: Blob };

const NAME = 'skoop';
const VERSION = 1;
const STORES = ['snapshots', 'diagnoses'] as const;
type Store = (typeof STORES)[number];

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run<T>(store: Store, mode: IDBTransactionMode, act: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const request = act(database.transaction(store, mode).objectStore(store));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export const putSnapshot = (snapshot: StoredSnapshot) =>
  run('snapshots', 'readwrite', (s) => s.put(snapshot, snapshot.summary.id));
export const getSnapshot = (id: string) =>
  run<StoredSnapshot | undefined>('snapshots', 'readonly', (s) => s.get(id) as IDBRequest<StoredSnapshot | undefined>);
export const removeSnapshot = (id: string) => run('snapshots', 'readwrite', (s) => s.delete(id));
export const putDiagnosis = (record: DiagnosisRecord) => run('diagnoses', 'readwrite', (s) => s.put(record, record.id));
export const getDiagnosis = (id: string) =>
  run<DiagnosisRecord | undefined>(
    'diagnoses',
    'readonly',
    (s) => s.get(id) as IDBRequest<DiagnosisRecord | undefined>,
  );

/** Newest first; nothing where the browser keeps no databases (private windows of some). */
export async function localSnapshotList(): Promise<readonly SnapshotSummary[]> {
  try {
    const all = await run<StoredSnapshot[]>('snapshots', 'readonly', (s) => s.getAll() as IDBRequest<StoredSnapshot[]>);
    return all.map((s) => s.summary).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  } catch {
    return [];
  }
}

export async function localDiagnosisList(): Promise<readonly DiagnosisRecord[]> {
  try {
    const all = await run<DiagnosisRecord[]>(
      'diagnoses',
      'readonly',
      (s) => s.getAll() as IDBRequest<DiagnosisRecord[]>,
    );
    return all.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  } catch {
    return [];
  }
}

/** `local-` and 12 random characters. */
export const localId = (): string =>
  `local-${[...crypto.getRandomValues(new Uint8Array(12))].map((b) => (b % 36).toString(36)).join('')}`;
