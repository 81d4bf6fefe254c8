import { describe, expect, it } from 'vitest';
import { type Client, createClient, openApiDocument } from './index.ts';

type Recorded = { readonly method: string; readonly path: string };

/** Runs calls against a fetch that answers everything with an empty object, and tells what was requested. */
async function record(calls: (client: Client) => readonly unknown[]): Promise<readonly Recorded[]> {
  const seen: Recorded[] = [];
  const client = createClient({
    baseUrl: 'http://skoop.test/',
    fetch: async (url, init) => {
      seen.push({ method: (init?.method ?? 'GET').toLowerCase(), path: new URL(url).pathname });
      return new Response('{}', { status: 200 });
    },
  });
  await Promise.all(calls(client));
  return seen;
}

const everyCall = (c: Client): readonly unknown[] => [
  c.about(),
  c.snapshots.list(),
  c.snapshots.get('s'),
  c.snapshots.upload(new Uint8Array()),
  c.snapshots.remove('s'),
  c.snapshots.endpoints('s', { q: 'web' }),
  c.snapshots.nodes('s'),
  c.snapshots.node('s', 'n'),
  c.snapshots.section('s', 'n', 'ip-route'),
  c.snapshots.searchSection('s', 'n', 'ip-route', { q: 'eth0' }),
  c.snapshots.objects('s', 'pods'),
  c.diagnoses.create({ snapshot: 's', source: 'a', destination: 'b', port: 80 }),
  c.diagnoses.list(),
  c.diagnoses.get('d'),
  c.diagnoses.cancel('d'),
  c.diagnoses.remove('d'),
  c.diagnoses.rerun('d'),
  c.diagnoses.whatIf('d', { finding: 'hairpin-off' }),
  c.diagnoses.compare('d', 'e'),
  c.diagnoses.import('{}', 'application/json'),
  c.findings.list(),
  c.findings.get('hairpin-off'),
  c.session.open('t'),
  c.session.close(),
];

describe('createClient', () => {
  it('calls only operations that the OpenAPI document has, and all of them but files and events', async () => {
    const paths = openApiDocument('0').paths ?? {};
    const documented = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/v1/') && !/\.\w+$|\/events$/.test(path))
      .flatMap(([path, methods]) => Object.keys(methods ?? {}).map((method) => ({ method, path })));
    const missing = new Set(documented.map((d) => `${d.method} ${d.path}`));
    for (const call of await record(everyCall)) {
      const match = documented.find(
        (d) => d.method === call.method && shape(d.path).test(call.path) && missing.has(`${d.method} ${d.path}`),
      );
      expect(match, `${call.method} ${call.path} is documented`).toBeDefined();
      if (match) missing.delete(`${match.method} ${match.path}`);
    }
    expect([...missing]).toEqual([]);
  });

  it('escapes what a name may not mean in a path', async () => {
    expect(await record((c) => [c.snapshots.node('s', '../../metrics?x#y')])).toEqual([
      { method: 'get', path: '/api/v1/snapshots/s/nodes/..%2F..%2Fmetrics%3Fx%23y' },
    ]);
  });

  it.each([
    [
      'a problem is passed on',
      '{"type":"urn:skoop:problem:not-found","title":"a","detail":"b","hint":"c"}',
      'not-found',
    ],
    ['a page of a proxy in between', '<html>502</html>', 'unexpected-answer'],
    ['JSON that is no problem', '[]', 'unexpected-answer'],
  ])('fails with ApiError: %s', async (_why, body, id) => {
    const client = createClient({ baseUrl: '', fetch: async () => new Response(body, { status: 502 }) });
    await expect(client.about()).rejects.toMatchObject({ name: 'ApiError', id });
  });

  it('says that the server was not reached', async () => {
    const fetch = () => Promise.reject(new TypeError('fetch failed'));
    await expect(createClient({ baseUrl: '', fetch }).about()).rejects.toMatchObject({ id: 'unreachable' });
  });

  it('makes addresses of files with only the options that are set', () => {
    const { diagnoses } = createClient({ baseUrl: '', fetch: () => Promise.reject() });
    expect(diagnoses.fileUrl('d', 'preview.png')).toBe('/api/v1/diagnoses/d/preview.png');
    expect(diagnoses.fileUrl('d', 'path.svg', { theme: 'dark', redact: true })).toBe(
      '/api/v1/diagnoses/d/path.svg?theme=dark&redact=true',
    );
  });
});

const shape = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
