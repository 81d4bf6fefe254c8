import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type DiagnosisRecord, isSettled } from '@skoop/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { archiveOf, entriesOf } from './fixtures/archive.ts';
import { snapshotFolder } from './fixtures/scenario.ts';
import { bundleServer, type ServerProcess, startProcess } from './fixtures/server-process.ts';
import { defaultScenariosDir } from './locations.ts';

let bundle: Awaited<ReturnType<typeof bundleServer>>;
let data: string;
let server: ServerProcess;

beforeAll(async () => {
  bundle = await bundleServer();
});
afterAll(() => bundle.remove());
beforeEach(() => {
  data = mkdtempSync(path.join(os.tmpdir(), 'skoop-durability-'));
});
afterEach(async () => {
  await server.end('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

const QUESTION = { snapshot: 'demo-healthy-vxlan', source: 'default/client', destination: 'svc/default/web', port: 80 };
const start = (args: readonly string[] = []): Promise<ServerProcess> =>
  startProcess(bundle.main, ['--data', data, '--scenarios', defaultScenariosDir(), '--workers', '2', ...args]);

async function settled({ client }: ServerProcess, id: string): Promise<DiagnosisRecord> {
  for await (const event of client.diagnoses.watch(id)) if (event.event === 'settled') break;
  return client.diagnoses.get(id);
}

describe('kill -9 in the middle of writes', () => {
  it('loses nothing that was acknowledged, again and again', async () => {
    const archive = await archiveOf(entriesOf(snapshotFolder('healthy-vxlan')));
    const jobs = new Map<string, DiagnosisRecord | undefined>();
    const uploads = new Set<string>();
    for (let round = 0; round < 4; round++) {
      server = await start();
      for (const [id, seen] of jobs) {
        const record = await server.client.diagnoses.get(id);
        if (seen) expect({ ...record, snapshot: 0, followUps: 0 }).toEqual({ ...seen, snapshot: 0, followUps: 0 });
        else if (record.status === 'interrupted') expect(record.problem?.hint).toBe('Run it again.');
      }
      for (const id of uploads) expect((await server.client.snapshots.get(id)).counts.collected).toBe(2);

      const write = async (): Promise<void> => {
        for (;;) {
          const { id } = await server.client.diagnoses.create(QUESTION);
          jobs.set(id, undefined);
          const record = await server.client.diagnoses.get(id);
          if (isSettled(record.status)) jobs.set(id, record);
        }
      };
      const upload = async (): Promise<void> => {
        for (;;) uploads.add((await server.client.snapshots.upload(archive)).id);
      };
      const look = async (): Promise<void> => {
        for (;;) {
          for (const { id, status } of (await server.client.diagnoses.list({ limit: 20 })).items) {
            if (isSettled(status)) jobs.set(id, await server.client.diagnoses.get(id));
          }
        }
      };
      const writers = [write(), write(), upload(), look()].map((p) => p.catch(() => undefined));
      const [jobsBefore, uploadsBefore] = [jobs.size, uploads.size];
      await expect
        .poll(() => jobs.size > jobsBefore + 5 && uploads.size > uploadsBefore, { timeout: 10_000, interval: 5 })
        .toBe(true);
      // Not always at the same moment of what goes on.
      await new Promise((resolve) => setTimeout(resolve, round * 37));
      await server.end('SIGKILL');
      await Promise.all(writers);
    }
    server = await start();
    const { total } = await server.client.diagnoses.list({ limit: 1 });
    expect(total).toBeGreaterThanOrEqual(jobs.size);
    for (const id of jobs.keys()) expect(isSettled((await settled(server, id)).status)).toBe(true);
    const cut = (await server.client.diagnoses.list({ status: 'interrupted' })).items[0];
    if (cut) expect((await settled(server, (await server.client.diagnoses.rerun(cut.id)).id)).status).toBe('done');
  }, 60_000);
});

describe('a stop', () => {
  it('lets running diagnoses end, and the next start goes on with those that waited', async () => {
    server = await start(['--workers', '1']);
    const jobs = await Promise.all(Array.from({ length: 40 }, () => server.client.diagnoses.create(QUESTION)));
    expect(await server.end('SIGTERM')).toBe(0);
    server = await start();
    for (const { id } of jobs) expect((await settled(server, id)).status).toBe('done');
  }, 30_000);

  it('ends event streams, and a client that watches hears the end from the next server', async () => {
    server = await start(['--workers', '1']);
    const { url, client } = server;
    const jobs = await Promise.all(Array.from({ length: 40 }, () => client.diagnoses.create(QUESTION)));
    const last = jobs.at(-1)?.id ?? '';
    const heard: string[] = [];
    const watching = (async () => {
      for await (const { event, status } of client.diagnoses.watch(last)) heard.push(`${event} ${status}`);
    })();
    await expect.poll(() => heard[0]).toBe('progress queued');
    expect(await server.end('SIGINT')).toBe(0);
    server = await start(['--port', new URL(url).port]);
    expect(server.url).toBe(url);
    await watching;
    expect(heard.at(-1)).toBe('settled done');
  }, 30_000);
});

it.each([
  ['the folder is in use', () => ['--data', data], /Another Skoop server uses this data folder/],
  ['the port is taken', () => ['--data', ':memory:', '--port', new URL(server.url).port], /in use already.*--port/],
  ['the token is short', () => ['--data', ':memory:', '--token-file', '/dev/null'], /no token/],
  ['an option is none', () => ['--prot', '1'], /--prot/],
  ['a port is none', () => ['--port', '99999'], /0 to 65535/],
])('says in one line why it does not start: %s', async (_why, args, message) => {
  server = await start();
  const error = await startProcess(bundle.main, args()).catch((e: Error) => e.message);
  expect(error).toMatch(message);
  expect(error).not.toMatch(/\n\s+at /);
});

const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot)('a full disk', () => {
  it('is said in words, loses nothing, and room can be made again', async () => {
    // A tiny disk of its own, seen by this process alone.
    const mount = ['unshare', '-m', 'sh', '-c', `mount -t tmpfs -o size=8m tmpfs ${data} && exec "$@"`, 'sh'];
    server = await startProcess(bundle.main, ['--data', data, '--scenarios', defaultScenariosDir()], mount);
    const { client } = server;
    // What does not compress takes its room: deleting the snapshot gives it back.
    const ballast = { name: 'ballast.bin', content: randomBytes(2 * 1024 * 1024) };
    const big = await archiveOf([...entriesOf(snapshotFolder('healthy-vxlan')), ballast]);
    const kept = await client.snapshots.upload(big);
    const record = await settled(server, (await client.diagnoses.create(QUESTION)).id);
    expect(record.status).toBe('done');
    const text = JSON.stringify({ ...record.diagnosis, padding: 'x'.repeat(100_000) });

    const refusals: unknown[] = [];
    for (let i = 0; i < 200 && refusals.length < 3; i++) {
      await client.diagnoses.import(text, 'application/json').catch((e) => refusals.push(e.problem));
    }
    expect(refusals).toHaveLength(3);
    expect(refusals[0]).toMatchObject({ status: 507, title: 'Disk full', hint: expect.stringContaining('Delete') });

    const noise = Buffer.concat([big, Buffer.alloc(6 * 1024 * 1024)]);
    await expect(client.snapshots.upload(noise)).rejects.toMatchObject({ problem: { status: 507 } });
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    const again = await client.diagnoses.get(record.id);
    expect(again.diagnosis).toEqual(record.diagnosis);

    await client.snapshots.remove(kept.id);
    for (const { id } of (await client.diagnoses.list({ limit: 20 })).items)
      if (id !== record.id) await client.diagnoses.remove(id);
    expect((await settled(server, (await client.diagnoses.create(QUESTION)).id)).status).toBe('done');
    expect(await server.end('SIGTERM')).toBe(0);
  }, 60_000);
});
