import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DiagnosisRecord } from '@skoop/api';
import { afterEach, describe, expect, it } from 'vitest';
import { archiveOf, entriesOf } from '../fixtures/archive.ts';
import { startTestServer, type TestServer } from '../fixtures/running-server.ts';
import { snapshotFolder } from '../fixtures/scenario.ts';
import { createPool } from './pool.ts';

let server: TestServer;
afterEach(() => server?.close());

const QUESTION = { snapshot: 'demo-healthy-vxlan', source: 'default/client', destination: 'svc/default/web', port: 80 };

async function settled(id: string): Promise<DiagnosisRecord> {
  for await (const event of server.client.diagnoses.watch(id)) if (event.event === 'settled') break;
  return server.client.diagnoses.get(id);
}

/** A cluster whose dump takes a thread seconds to read: a real one with very many rules. */
function slowArchive(): ReturnType<typeof archiveOf> {
  const entries = entriesOf(snapshotFolder('healthy-vxlan')).map((entry) => {
    const text = String(entry.content);
    if (!entry.name.endsWith('node-1.dump')) return entry;
    const rules = Array.from(
      { length: 300_000 },
      (_, i) =>
        `-A KUBE-SERVICES -d 10.96.${(i >> 8) & 255}.${i & 255}/32 -p tcp -m tcp --dport ${1 + (i % 65535)} -j KUBE-MARK-MASQ`,
    );
    return {
      ...entry,
      content: text
        .replace(/^-A KUBE-SERVICES/m, () => `${rules.join('\n')}\n-A KUBE-SERVICES`)
        .replace(/ bytes=\d+/g, ''),
    };
  });
  return archiveOf(entries);
}

const uploadSlowCluster = async (): Promise<string> => (await server.client.snapshots.upload(await slowArchive())).id;

describe('200 diagnoses at once', () => {
  it('are all answered, while the server stays responsive', async () => {
    server = await startTestServer();
    const waits: number[] = [];
    let isOver = false;
    const watcher = (async () => {
      while (!isOver) {
        const begun = performance.now();
        await server.get('/health/live');
        waits.push(performance.now() - begun);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const jobs = await Promise.all(Array.from({ length: 200 }, () => server.client.diagnoses.create(QUESTION)));
    const records = await Promise.all(jobs.map(({ id }) => settled(id)));
    isOver = true;
    await watcher;
    expect(new Set(jobs.map((j) => j.id)).size).toBe(200);
    expect(records.map((r) => [r.status, r.problem])).toEqual(records.map(() => ['done', undefined]));
    expect(new Set(records.map((r) => r.sentence)).size).toBe(1);
    waits.sort((a, b) => a - b);
    expect(waits[Math.floor(waits.length * 0.9)]).toBeLessThan(500);
  }, 60_000);

  it('are refused in words where the queue is full', async () => {
    server = await startTestServer({ workers: 1, queueLimit: 5 });
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, () => server.client.diagnoses.create(QUESTION)),
    );
    const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason.problem] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ status: 429, title: 'Too many diagnoses' });
    for (const r of results) if (r.status === 'fulfilled') expect((await settled(r.value.id)).status).toBe('done');
  }, 30_000);
});

describe('a diagnosis that takes long', () => {
  it('is cancelled at once, running or waiting, and the thread is free again', async () => {
    server = await startTestServer({ workers: 1 });
    const snapshot = await uploadSlowCluster();
    const running = await server.client.diagnoses.create({ ...QUESTION, snapshot });
    const waiting = await server.client.diagnoses.create({ ...QUESTION, snapshot });
    await expect.poll(async () => (await server.client.diagnoses.get(running.id)).status).toBe('running');
    const begun = performance.now();
    expect((await server.client.diagnoses.cancel(waiting.id)).status).toBe('cancelled');
    expect((await server.client.diagnoses.cancel(running.id)).status).toBe('cancelled');
    expect(performance.now() - begun).toBeLessThan(1500);
    expect((await settled((await server.client.diagnoses.create(QUESTION)).id)).status).toBe('done');
    expect((await server.client.diagnoses.list({ status: 'cancelled' })).total).toBe(2);
  }, 30_000);

  it('is cut off after its time', async () => {
    server = await startTestServer({ workers: 1, jobTimeoutMs: 200 });
    const snapshot = await uploadSlowCluster();
    const record = await settled((await server.client.diagnoses.create({ ...QUESTION, snapshot })).id);
    expect(record.status).toBe('timed-out');
    expect(record.problem?.hint).toContain('--job-timeout');
  }, 30_000);

  it('takes only its own thread with it when it needs too much memory', async () => {
    server = await startTestServer({ workers: 1, workerMemoryMb: 96 });
    const snapshot = await uploadSlowCluster().catch((error) => error.problem);
    // Reading it for the check at upload already needs too much.
    expect(snapshot).toMatchObject({ status: 422, title: 'Needs too much memory' });
    expect((await settled((await server.client.diagnoses.create(QUESTION)).id)).status).toBe('done');
  }, 30_000);
});

it('lets nothing that reads for a page hold up the others for ever', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-pool-'));
  const file = path.join(folder, 'slow.tar.gz');
  writeFileSync(file, await slowArchive());
  const pool = createPool({
    threads: 1,
    memoryMb: 2048,
    cacheBytes: 0,
    maxSnapshotBytes: 2 ** 30,
    graceMs: 50,
    timeoutMs: 300,
  });
  const slow = pool.run('check', { source: { kind: 'archive', key: 'slow', path: file } });
  const next = pool.run('findings', {}, { timeoutMs: 30_000 });
  await expect(slow).rejects.toMatchObject({ id: 'timed-out' });
  expect((await next).length).toBeGreaterThan(0);
  await pool.close();
  rmSync(folder, { recursive: true });
}, 30_000);

it('loses no watcher: who comes late hears the end', async () => {
  server = await startTestServer();
  const { id } = await server.client.diagnoses.create(QUESTION);
  await settled(id);
  const events = [];
  for await (const event of server.client.diagnoses.watch(id)) events.push(event);
  expect(events).toEqual([{ event: 'settled', status: 'done' }]);
});
