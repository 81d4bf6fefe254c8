import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { INTERRUPTED } from '../jobs/interrupted.ts';
import type { ResultSummary } from './diagnosis-row.ts';
import { type Database, openDatabase, sqliteErrorName } from './sqlite.ts';
import { openStore, type Store } from './store.ts';

let folder: string;
let file: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-store-'));
  file = path.join(folder, 'skoop.db');
  store = openStore(file);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const request = {
  snapshot: 's1',
  source: 'shop/web-0',
  destination: 'svc/shop/api',
  port: 80,
  protocol: 'tcp' as const,
};
const summary: ResultSummary = {
  cluster: 'prod',
  outcome: 'dropped',
  deliveredShare: 0,
  symptom: 'timeout',
  sentence: 'rp_filter on node-b discards it.',
  firstDrop: { node: 'node-b', netns: 'host', stage: 'ip_rcv/rp_filter', reason: 'IP_RPFILTER' },
  suspicions: 1,
  gaps: 0,
};
const PAGE = { q: '', outcomes: [], statuses: [], limit: 50 };
const done = { status: 'done', body: '{"schemaVersion":1}', summary } as const;

it('keeps a diagnosis over a restart', async () => {
  const { id } = await store.diagnoses.addJob({ request });
  await store.diagnoses.start(id);
  await store.diagnoses.settle(id, request, done);
  await store.close();
  store = openStore(file);
  expect((await store.diagnoses.get(id))?.summary).toMatchObject({ id, status: 'done', request, ...summary });
  expect(await store.diagnoses.result(id)).toBe(done.body);
});

it('does not change what is settled, not even by hand', async () => {
  const { id } = await store.diagnoses.addJob({ request });
  await store.diagnoses.settle(id, request, done);
  await store.diagnoses.settle(id, request, { status: 'failed', problem: INTERRUPTED });
  expect((await store.diagnoses.get(id))?.summary.status).toBe('done');
  await store.close();
  const raw = openDatabase(file);
  expect(() => raw.exec(`UPDATE diagnoses SET sentence = 'nothing happened'`)).toThrow(/does not change/);
  expect(() => raw.exec(`UPDATE results SET body = '{}'`)).toThrow(/does not change/);
  raw.close();
  store = openStore(file);
});

it('calls interrupted what ran when it was cut off, and tells what waits in order', async () => {
  const jobs = [];
  for (let i = 0; i < 3; i++) jobs.push(await store.diagnoses.addJob({ request }));
  await store.diagnoses.start(jobs[1]?.id ?? '');
  const waiting = await store.diagnoses.recover(INTERRUPTED);
  expect(waiting.map((j) => j.id)).toEqual([jobs[0]?.id, jobs[2]?.id]);
  expect((await store.diagnoses.get(jobs[1]?.id ?? ''))?.summary).toMatchObject({
    status: 'interrupted',
    problem: { hint: 'Run it again.' },
  });
});

it.each([
  ['everything', {}, 3],
  ['a word of the question', { q: 'API' }, 3],
  ['words in any order', { q: 'ip_rpfilter shop/web-0' }, 1],
  ['a word that is nowhere', { q: 'nowhere' }, 0],
  ['wildcards of SQL mean themselves', { q: '%' }, 0],
  ['a quote is only a character', { q: "'); DROP TABLE diagnoses; --" }, 0],
  ['a verdict', { outcomes: ['dropped', 'partial'] }, 1],
  ['a status', { statuses: ['queued'] }, 2],
  ['another snapshot', { snapshot: 's2' }, 0],
])('finds in the history: %s', async (_why, filter, total) => {
  const { id } = await store.diagnoses.addJob({ request });
  await store.diagnoses.settle(id, request, done);
  for (let i = 0; i < 2; i++) await store.diagnoses.addJob({ request });
  const page = await store.diagnoses.list({ ...PAGE, ...filter });
  expect(page?.total).toBe(total);
  expect(page?.items).toHaveLength(total);
});

it('pages through the history without losing or repeating, while new ones come in', async () => {
  for (let i = 0; i < 7; i++) await store.diagnoses.addJob({ request: { ...request, port: i + 1 } });
  const seen: (number | undefined)[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.diagnoses.list({ ...PAGE, limit: 3, cursor });
    seen.push(...(page?.items.map((d) => d.request?.port) ?? []));
    cursor = page?.next;
    await store.diagnoses.addJob({ request: { ...request, port: 100 } });
  } while (cursor !== undefined);
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(await store.diagnoses.list({ ...PAGE, cursor: 'nonsense' })).toBeUndefined();
});

it('deletes a snapshot with everything derived from it', async () => {
  const base = { name: 'a', cluster: 'a', takenAt: '', bytes: 1 };
  const root = await store.snapshots.add({ ...base, origin: 'upload' });
  const child = await store.snapshots.add({ ...base, origin: 'derived', parent: root.id, edits: [] });
  const grandchild = await store.snapshots.add({ ...base, origin: 'derived', parent: child.id, edits: [] });
  const other = await store.snapshots.add({ ...base, origin: 'upload' });
  expect(await store.snapshots.remove(root.id)).toEqual([root.id, child.id, grandchild.id]);
  expect((await store.snapshots.list()).map((s) => s.id)).toEqual([other.id]);
});

it('lets one server at a time use a file', () => {
  let error: unknown;
  try {
    openStore(file);
  } catch (e) {
    error = e;
  }
  expect(sqliteErrorName(error)).toBe('SQLITE_BUSY');
});

it('does not touch the database of a newer version', async () => {
  await store.close();
  const raw = openDatabase(file);
  raw.exec('PRAGMA user_version = 99');
  raw.close();
  expect(() => openStore(file)).toThrow(/newer version/);
  const again = openDatabase(file);
  again.exec('PRAGMA user_version = 1');
  again.close();
  store = openStore(file);
});

it('runs transactions one after the other', async () => {
  const results = await Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      if (i % 2 === 0) return store.diagnoses.addResult(`{"n":${i}}`, summary);
      return store.diagnoses.addJob({ request });
    }),
  );
  expect(new Set(results.map((r) => r.id)).size).toBe(50);
  expect((await store.diagnoses.list({ ...PAGE, limit: 100 }))?.total).toBe(50);
});

it.each([
  [
    'full, told by a statement',
    'SQLITE_FULL',
    (db: Database) => db.prepare('INSERT INTO t VALUES (1, zeroblob(900000))').run(),
  ],
  [
    'full, told by one that returns rows',
    'SQLITE_FULL',
    (db: Database) => db.prepare('INSERT INTO t VALUES (1, zeroblob(900000)) RETURNING id').all(),
  ],
  [
    'a second row of one id',
    'SQLITE_CONSTRAINT',
    (db: Database) => db.prepare('INSERT INTO t VALUES (0, NULL) RETURNING id').all(),
  ],
  ['a table that is not there', 'SQLITE_ERROR', (db: Database) => db.prepare('SELECT * FROM nowhere').all()],
])('names the error: %s', (_, name, act) => {
  const db = openDatabase(path.join(path.dirname(file), 'small.db'));
  try {
    db.exec(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB); INSERT INTO t VALUES (0, NULL); PRAGMA max_page_count = 20',
    );
    let error: unknown;
    try {
      act(db);
    } catch (thrown) {
      error = thrown;
    }
    expect(sqliteErrorName(error)).toBe(name);
  } finally {
    db.close();
  }
});
