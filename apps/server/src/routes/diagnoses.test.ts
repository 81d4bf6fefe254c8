import type { ApiError, DiagnosisRecord, JobEvent, SnapshotSummary } from '@skoop/api';
import { diagnosisRecordSchema } from '@skoop/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest, startTestServer, type TestServer } from '../fixtures/running-server.ts';

let server: TestServer;
let demos: readonly SnapshotSummary[];

beforeAll(async () => {
  server = await startTestServer();
  demos = (await server.client.snapshots.list({ origin: 'demo', limit: 500 })).items;
});
afterAll(() => server.close());

const BROKEN = {
  snapshot: 'demo-target-port-mismatch',
  source: 'default/client',
  destination: 'svc/default/web',
  port: 80,
};
/** Broken by one line of a node, so that its fix can be tried. */
const FIXABLE = { ...BROKEN, snapshot: 'demo-br-netfilter-off' };
const HEALTHY = { ...BROKEN, snapshot: 'demo-healthy-vxlan' };

async function settled(id: string): Promise<DiagnosisRecord> {
  for await (const event of server.client.diagnoses.watch(id)) if (event.event === 'settled') break;
  return server.client.diagnoses.get(id);
}
const ask = async (request: typeof BROKEN): Promise<DiagnosisRecord> =>
  settled((await server.client.diagnoses.create(request)).id);
const failure = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );

describe('a diagnosis', () => {
  it('is a job that tells how far it is, and a permalink afterwards', async () => {
    const job = await server.client.diagnoses.create(BROKEN);
    expect(['queued', 'running']).toContain(job.status);
    expect(job.request).toEqual({ ...BROKEN, protocol: 'tcp' });
    const events: JobEvent[] = [];
    for await (const event of server.client.diagnoses.watch(job.id)) events.push(event);
    expect(events.at(-1)).toEqual({ event: 'settled', status: 'done' });
    expect(events.some((e) => e.event === 'progress')).toBe(true);
    const record = await server.client.diagnoses.get(job.id);
    expect(diagnosisRecordSchema.safeParse(record).error).toBeUndefined();
    expect(record).toMatchObject({ status: 'done', outcome: 'dropped', snapshot: { id: BROKEN.snapshot } });
    expect(record.diagnosis?.verdict.sentence).toBe(record.sentence);
    expect(record.progress).toBeUndefined();
  });

  it('answers every question of every recorded cluster', async () => {
    const asked = demos.flatMap((demo) => (demo.questions ?? []).map((q) => ({ ...q, snapshot: demo.id })));
    expect(asked.length).toBeGreaterThan(8);
    const jobs = await Promise.all(asked.map(({ title: _, ...q }) => server.client.diagnoses.create(q)));
    for (const { id } of jobs) {
      const record = await settled(id);
      expect(record.problem, JSON.stringify(record.request)).toBeUndefined();
      expect(record.status).toBe('done');
    }
  }, 60_000);

  it.each([
    ['a pod that is not there', { source: 'default/nobody' }, 'unknown-pod'],
    ['a name that is none', { destination: 'svc/default/nothing' }, 'unknown-service'],
    ['an option that is none', { options: { 'no-such-option': 1 } }, 'bad-option'],
  ])('fails in words: %s', async (_why, change, id) => {
    const record = await ask({ ...BROKEN, ...change });
    expect(record.status).toBe('failed');
    expect(record.problem).toMatchObject({ type: `urn:skoop:problem:${id}`, hint: expect.any(String) });
    expect(record.problem?.detail).not.toMatch(/\bat .*\.ts/);
  });

  it('is found in the history by its words, and does not come back after it was deleted', async () => {
    const { id } = await ask(BROKEN);
    const { diagnoses } = server.client;
    const found = await diagnoses.list({ q: 'svc/default/web', verdict: 'dropped', snapshot: BROKEN.snapshot });
    expect(found.items.map((d) => d.id)).toContain(id);
    expect(found.items[0]).not.toHaveProperty('diagnosis');
    await diagnoses.remove(id);
    expect((await failure(diagnoses.get(id))).id).toBe('not-found');
    expect((await failure(diagnoses.remove(id))).id).toBe('not-found');
  });

  it('is asked again as a new one that knows the old one', async () => {
    const { id } = await ask(BROKEN);
    const again = await settled((await server.client.diagnoses.rerun(id)).id);
    expect(again).toMatchObject({ status: 'done', lineage: { kind: 'rerun', diagnosis: id } });
    expect((await server.client.diagnoses.get(id)).followUps.map((d) => d.id)).toEqual([again.id]);
    expect((await failure(server.client.diagnoses.cancel(id))).id).toBe('already-settled');
  });
});

describe('files of a diagnosis', () => {
  let id: string;
  beforeAll(async () => {
    id = (await ask(BROKEN)).id;
  });

  const size = (png: ArrayBuffer): [number, number] => {
    const view = new DataView(png);
    return [view.getUint32(16), view.getUint32(20)];
  };

  it('are pictures of the right size that browsers may keep', async () => {
    const preview = await fetch(server.client.diagnoses.fileUrl(id, 'preview.png'));
    expect(preview.headers.get('content-type')).toBe('image/png');
    expect(size(await preview.arrayBuffer())).toEqual([1200, 630]);
    const svg = await (await fetch(server.client.diagnoses.fileUrl(id, 'path.svg'))).text();
    const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
    const picture = await fetch(server.client.diagnoses.fileUrl(id, 'picture.png'));
    expect(size(await picture.arrayBuffer())).toEqual([Number(width) * 2, Number(height) * 2]);
    const { pathname } = new URL(server.client.diagnoses.fileUrl(id, 'picture.png'));
    const again = await rawRequest(server.url, {
      path: pathname,
      headers: { 'if-none-match': picture.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it('differ by theme and hide names when asked to', async () => {
    const text = async (o: object): Promise<string> =>
      (await fetch(server.client.diagnoses.fileUrl(id, 'path.svg', o))).text();
    const [light, dark, redacted] = await Promise.all([text({}), text({ theme: 'dark' }), text({ redact: true })]);
    expect(light).not.toBe(dark);
    expect(light).toContain('default/web');
    expect(redacted).not.toContain('default/web');
  });

  it('are documents of an origin of their own', async () => {
    for (const file of ['path.svg', 'report.html'] as const) {
      const policy = (await fetch(server.client.diagnoses.fileUrl(id, file))).headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain('sandbox');
      expect(policy).not.toContain('script');
    }
  });

  it.each(['report.md', 'path.d2', 'diagnosis.json', 'report.html'] as const)(
    'come as a download: %s',
    async (file) => {
      const answer = await fetch(server.client.diagnoses.fileUrl(id, file, { download: true }));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename=skoop-${id}-${file}`);
      expect((await answer.text()).length).toBeGreaterThan(100);
    },
  );

  it.each([
    ['diagnosis.json', 'application/json'],
    ['report.html', 'text/html'],
  ] as const)('can be sent to another server: %s', async (file, type) => {
    const text = await (await fetch(server.client.diagnoses.fileUrl(id, file))).text();
    const imported = await server.client.diagnoses.import(text, type);
    const original = await server.client.diagnoses.get(id);
    expect(imported).toMatchObject({ origin: 'imported', status: 'done', sentence: original.sentence });
    expect(imported.diagnosis).toEqual(original.diagnosis);
    expect((await failure(server.client.diagnoses.rerun(imported.id))).id).toBe('not-found');
  });

  it.each([
    ['nothing', ''],
    ['another JSON', '{"schemaVersion":1}'],
    ['a page', '<html><body>hello</body></html>'],
    ['what is nested without end', `{"schemaVersion":1,"traces":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['half a report', '<script type="application/json" id="skoop-diagnosis">{"schemaVersion":1'],
  ])('are refused when they are none: %s', async (_why, text) => {
    const error = await failure(
      server.client.diagnoses.import(text, text.startsWith('<') ? 'text/html' : 'application/json'),
    );
    expect(error.id).toBe('bad-report');
    expect(error.problem.status).toBe(422);
  });

  it('are announced to link previews, with nothing of the question becoming markup', async () => {
    const { diagnosis } = await server.client.diagnoses.get(id);
    const evil = '"><script>alert(1)</script>$&';
    const changed = { ...diagnosis, verdict: { ...diagnosis?.verdict, sentence: evil } };
    const imported = await server.client.diagnoses.import(JSON.stringify(changed), 'application/json');
    const page = await (await server.get(`/d/${imported.id}`, { headers: { accept: 'text/html' } })).text();
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;$&amp;');
    expect(page).toContain(`content="${server.url}/api/v1/diagnoses/${imported.id}/preview.png"`);
    expect(page).toMatch(/<title>Dropped at .*Skoop<\/title>/);
  });
});

describe('two diagnoses', () => {
  it('lie side by side, with what differs between their clusters', async () => {
    const [before, after] = [await ask(BROKEN), await ask(HEALTHY)];
    const comparison = await server.client.diagnoses.compare(before.id, after.id);
    expect(comparison.before.id).toBe(before.id);
    expect(comparison.after.diagnosis?.verdict.outcome).toBe('delivered');
    expect(comparison.hops.some((hop) => hop.state !== 'same')).toBe(true);
    expect(comparison.changes.length).toBeGreaterThan(0);
    expect(comparison.findings.gone.map((s) => s.id)).toContain('target-port-mismatch');
    const same = await server.client.diagnoses.compare(before.id, before.id);
    expect(same.hops.every((hop) => hop.state === 'same')).toBe(true);
    expect(same.changes).toEqual([]);
  });

  it('come from what if: the fix of a finding is tried on a copy of the snapshot', async () => {
    const before = await ask(FIXABLE);
    const after = await settled((await server.client.diagnoses.whatIf(before.id, { finding: 'br-netfilter-off' })).id);
    expect(after).toMatchObject({
      status: 'done',
      outcome: 'delivered',
      lineage: { kind: 'what-if', diagnosis: before.id, finding: 'br-netfilter-off' },
      snapshot: { origin: 'derived', derivedFrom: { snapshot: FIXABLE.snapshot, diagnosis: before.id } },
    });
    const { changes } = await server.client.diagnoses.compare(before.id, after.id);
    expect(changes.some((c) => c.kind === 'added')).toBe(true);
    expect((await ask(FIXABLE)).outcome).toBe('dropped');
  });

  it.each([
    ['a finding that it does not have', { finding: 'hairpin-off' }, 'no-fix'],
    [
      'an edit that does not fit',
      { edits: [{ kind: 'delete-line', node: 'node-1', netns: 'host', section: 'ip-route', line: 9999 }] },
      'edit-does-not-fit',
    ],
    [
      'an edit of a node that is not there',
      { edits: [{ kind: 'delete-line', node: '../../x', netns: 'host', section: 'a', line: 1 }] },
      'edit-does-not-fit',
    ],
  ] as const)('do not come from %s', async (_why, body, id) => {
    const before = await ask(BROKEN);
    expect((await failure(server.client.diagnoses.whatIf(before.id, body))).id).toBe(id);
  });
});

it('explains every finding, and offers the options of plugins', async () => {
  const { items } = await server.client.findings.list();
  expect(items.length).toBeGreaterThan(10);
  for (const { id, title, summary } of items) {
    expect(summary.length, id).toBeGreaterThan(20);
    expect((await server.client.findings.get(id)).markdown).toContain(title);
  }
  const { options } = await server.client.about();
  expect(options.flatMap((group) => group.options.map((o) => o.name))).toContain('network-plugin');
});
