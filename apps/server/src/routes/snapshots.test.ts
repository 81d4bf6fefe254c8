import { readdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createGzip } from 'node:zlib';
import type { ApiError } from '@skoop/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveOf, type Entry, entriesOf } from '../fixtures/archive.ts';
import { startTestServer, type TestServer } from '../fixtures/running-server.ts';
import { snapshotFolder } from '../fixtures/scenario.ts';

let server: TestServer;
const MB = 1024 * 1024;
const files = entriesOf(snapshotFolder('healthy-vxlan'));
const header: Entry = {
  name: 'snapshot.json',
  content: '{"schemaVersion":1,"takenAt":"2026-01-01T00:00:00Z","cluster":"c","tool":"t"}',
};

beforeAll(async () => {
  server = await startTestServer({ maxUploadBytes: 4 * MB, maxSnapshotBytes: 32 * MB });
});
afterAll(() => server.close());

const failure = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );
/** What is left in the data folder. */
const stored = (): readonly string[] =>
  readdirSync(server.dataDir, { recursive: true })
    .map(String)
    .filter((f) => f.endsWith('.tar.gz'));

describe('an upload', () => {
  it('is there when it is acknowledged, can be looked into, and goes when it is deleted', async () => {
    const { snapshots } = server.client;
    const summary = await snapshots.upload(await archiveOf(files), { name: 'my cluster' });
    expect(summary).toMatchObject({ name: 'my cluster', cluster: 'healthy-vxlan', origin: 'upload', deletable: true });
    expect((await snapshots.list({ origin: 'upload' })).items).toEqual([summary]);
    expect(stored()).toEqual([path.join('snapshots', `${summary.id}.tar.gz`)]);
    expect(await snapshots.get(summary.id)).toMatchObject({
      counts: { nodes: 2, collected: 2 },
      facts: { plugin: { value: 'flannel' } },
    });
    await snapshots.remove(summary.id);
    expect(stored()).toEqual([]);
    expect((await failure(snapshots.get(summary.id))).id).toBe('not-found');
  });

  it.each<[string, readonly Entry[], string]>([
    ['a path that leads out', [header, { name: '../../evil', content: 'x' }], 'archive-path'],
    ['an absolute path', [header, { name: '/etc/cron.d/evil', content: 'x' }], 'archive-path'],
    ['a symbolic link', [header, { name: 'nodes/a.dump', type: 'symlink', linkname: '/etc/passwd' }], 'archive-link'],
    ['a hard link', [header, { name: 'nodes/a.dump', type: 'link', linkname: '/etc/passwd' }], 'archive-link'],
    ['a device', [header, { name: 'nodes/a.dump', type: 'block-device' }], 'archive-link'],
    ['no snapshot at all', [{ name: 'readme.txt', content: 'hello' }], 'snapshot-empty'],
    ['a snapshot of a newer version', [{ name: 'snapshot.json', content: '{"schemaVersion":2}' }], 'snapshot-version'],
  ])('is refused, and leaves nothing behind: %s', async (_why, entries, id) => {
    const error = await failure(server.client.snapshots.upload(await archiveOf(entries)));
    expect(error.problem).toMatchObject({ status: 422, title: 'Snapshot cannot be read' });
    expect(error.id).toBe(id);
    expect(error.problem.hint.length).toBeGreaterThan(10);
    expect(stored()).toEqual([]);
  });

  it('is refused when it is cut off', async () => {
    const whole = await archiveOf(files);
    const error = await failure(server.client.snapshots.upload(whole.subarray(0, whole.length / 2)));
    expect(error.problem.status).toBe(422);
    expect(stored()).toEqual([]);
  });

  it('is refused when it unpacks to far more than it is', async () => {
    const gzip = createGzip();
    const chunks: Buffer[] = [];
    gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
    const zeros = Buffer.alloc(MB);
    for (let i = 0; i < 400; i++) if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once('drain', resolve));
    gzip.end();
    await new Promise((resolve) => gzip.once('end', resolve));
    const before = process.memoryUsage().rss;
    const error = await failure(server.client.snapshots.upload(Buffer.concat(chunks)));
    expect(error.problem.status).toBe(422);
    expect(error.id).toMatch(/^archive-/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MB);
    expect(stored()).toEqual([]);
  });

  it('is refused as soon as it is larger than the limit, announced or not', async () => {
    const whole = Buffer.concat([(await archiveOf(files)).subarray(0, 1000), Buffer.alloc(5 * MB)]);
    expect((await failure(server.client.snapshots.upload(whole))).problem.status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(sent === 65_536 ? whole.subarray(0, 65_536) : new Uint8Array(65_536));
      },
    });
    const error = await failure(server.client.snapshots.upload(endless));
    // A client that does not read while it sends sees the connection close instead.
    expect([413, 0]).toContain(error.problem.status);
    expect(sent).toBeLessThan(64 * MB);
    expect(stored()).toEqual([]);
  });

  it('leaves nothing behind when the client goes away in the middle', async () => {
    const whole = await archiveOf(files);
    const { hostname, port } = new URL(server.url);
    await new Promise<void>((resolve) => {
      const request = http.request({
        hostname,
        port,
        path: '/api/v1/snapshots',
        method: 'POST',
        headers: { 'content-type': 'application/gzip', 'content-length': whole.length },
      });
      request.on('error', () => resolve());
      request.write(whole.subarray(0, whole.length - 100), () =>
        setTimeout(() => request.destroy(new Error('gone')), 50),
      );
    });
    await expect.poll(stored).toEqual([]);
    expect((await server.client.snapshots.list({ origin: 'upload' })).total).toBe(0);
  });

  it('waits for none of the others', async () => {
    const whole = await archiveOf(files);
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => server.client.snapshots.upload(whole)));
    const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason.problem.status] : []));
    expect(results.length - refused.length).toBeGreaterThanOrEqual(4);
    expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? [429] : []));
    for (const r of results) if (r.status === 'fulfilled') await server.client.snapshots.remove(r.value.id);
  });
});

describe('a recorded cluster', () => {
  const id = 'demo-healthy-vxlan';

  it('is offered with its story and questions, and cannot be deleted', async () => {
    const { items } = await server.client.snapshots.list({ origin: 'demo', limit: 500 });
    expect(items.find((s) => s.id === id)).toMatchObject({ story: expect.any(String), deletable: false });
    for (const { questions } of items) expect(questions?.length).toBeGreaterThan(0);
    expect((await failure(server.client.snapshots.remove(id))).id).toBe('not-deletable');
  });

  it('shows a section by its lines, and where words are in it', async () => {
    const { snapshots } = server.client;
    const node = await snapshots.node(id, 'node-1');
    expect(node.namespacesList[0]).toMatchObject({ id: 'host', label: 'host' });
    expect(node.namespacesList.map((ns) => ns.label)).toContain('default/client');
    const all = await snapshots.section(id, 'node-1', 'ip-route', { netns: 'host' });
    expect(all.command).toContain('ip');
    expect(all.text).toHaveLength(all.lines);
    const part = await snapshots.section(id, 'node-1', 'ip-route', { from: 2, limit: 2 });
    expect(part.text).toEqual(all.text.slice(1, 3));
    const { matches, total } = await snapshots.searchSection(id, 'node-1', 'ip-route', { q: 'FLANNEL.1' });
    expect(total).toBe(all.text.filter((line) => line.includes('flannel.1')).length);
    for (const { line, text } of matches) expect(all.text[line - 1]).toBe(text);
    expect((await failure(snapshots.section(id, 'node-1', 'no-such-section'))).id).toBe('not-found');
    expect((await failure(snapshots.section(id, 'node-1', 'ip-route', { netns: '1' }))).id).toBe('not-found');
  });

  it.each([
    ['a section', `/snapshots/${id}/nodes/node-1/ip-rule`, 'ip-rule of node-1'],
    ['a node: that of the section which opens first', `/snapshots/${id}/nodes/node-1`, 'ip-route of node-1'],
    ['the cluster', `/cluster?snapshot=${id}`, 'Cluster healthy-vxlan'],
  ])('is named by the server in the title of %s', async (_, address, title) => {
    const page = await server.get(address, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain(`<title>${title} \u00b7 Skoop</title>`);
  });

  it('shows its objects', async () => {
    const pods = await server.client.snapshots.objects(id, 'pods', { namespace: 'default', name: 'client' });
    expect(pods.items.map((p) => p.metadata.name)).toEqual(['client']);
    for (const resource of ['secrets', '__proto__', 'constructor']) {
      expect((await failure(server.client.snapshots.objects(id, resource))).id).toBe('not-found');
    }
  });
});

describe('a cluster with 10,000 pods', () => {
  let id: string;
  let big: TestServer;
  beforeAll(async () => {
    big = await startTestServer({ scenariosDir: false });
    const pods = Array.from({ length: 10_000 }, (_, i) => ({
      metadata: { namespace: `team-${i % 50}`, name: `web-${i}`, labels: { app: `app-${i % 200}` } },
      spec: { nodeName: `node-${i % 300}`, containers: [{ ports: [{ containerPort: 8080, name: 'http' }] }] },
      status: {
        phase: 'Running',
        podIP: `10.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    }));
    const archive = await archiveOf([header, { name: 'objects/pods.json', content: JSON.stringify({ items: pods }) }]);
    id = (await big.client.snapshots.upload(archive)).id;
    await big.client.snapshots.endpoints(id);
  });
  afterAll(() => big.close());

  it.each([
    ['a name', { q: 'web-1234' }, 'pod/team-34/web-1234', 1],
    ['a name is before those that begin with it', { q: 'web-12' }, 'pod/team-12/web-12', 111],
    ['an address', { q: '10.64.4.210' }, 'pod/team-34/web-1234', 1],
    ['namespace and name', { q: 'team-34/web-1234' }, 'pod/team-34/web-1234', 1],
    ['a label and a namespace', { q: 'app=app-34', namespace: 'team-34', limit: 100 }, 'pod/team-34/web-34', 50],
    ['several words in any order', { q: '1234 team-34' }, 'pod/team-34/web-1234', 1],
    ['a node', { q: '', node: 'node-7', limit: 100 }, 'pod/team-7/web-7', 34],
    ['nothing of that kind', { q: 'web-1234', kind: 'service' }, undefined, 0],
  ])('finds %s at once', async (_why, query, first, total) => {
    const begun = performance.now();
    const page = await big.client.snapshots.endpoints(id, query);
    expect(performance.now() - begun).toBeLessThan(250);
    expect(page.items[0]?.ask).toBe(first);
    expect(page.total).toBe(total);
  });

  it('pages through all of them', async () => {
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await big.client.snapshots.endpoints(id, { limit: 500, cursor, kind: 'pod' });
      for (const { ask } of page.items) seen.add(ask);
      cursor = page.next;
    } while (cursor);
    expect(seen.size).toBe(10_000);
  });
});
