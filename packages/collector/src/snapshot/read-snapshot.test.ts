import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.ts';
import { encodeText } from '../text-decoder.ts';
import { describeSnapshot } from './describe-snapshot.ts';
import { readSnapshot } from './read-snapshot.ts';
import { SnapshotError } from './snapshot-error.ts';
import { unpackDumps } from './unpack-dumps.ts';

const dump = readFixture('odd-node.dump');
const list = (...names: readonly string[]) =>
  JSON.stringify({ kind: 'List', items: names.map((name) => ({ metadata: { name } })) });
const header = JSON.stringify({ schemaVersion: 1, takenAt: '2026-01-15T10:00:00Z', cluster: 'c', tool: 't' });

const whole: Readonly<Record<string, string | Uint8Array>> = {
  'snapshot.json': header,
  'objects/nodes.json': list('odd'),
  'objects/pods.json': list('a', 'b'),
  'objects/services.json': list(),
  'objects/endpointslices.json': list(),
  'objects/networkpolicies.json': list(),
  'objects/namespaces.json': list('default'),
  'nodes/odd.dump': dump,
};
const files = (changes: Readonly<Record<string, string | Uint8Array | undefined>> = {}) =>
  Object.entries({ ...whole, ...changes }).flatMap(([path, content]) =>
    content === undefined ? [] : [{ path, bytes: typeof content === 'string' ? encodeText(content) : content }],
  );

describe('readSnapshot', () => {
  it('reads a whole one without gaps', () => {
    const snapshot = readSnapshot(files());
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot).toMatchObject({ schemaVersion: 1, cluster: 'c', takenAt: '2026-01-15T10:00:00Z' });
    expect(snapshot.objects.pods?.map((p) => p.metadata.name)).toEqual(['a', 'b']);
    expect([...snapshot.nodes.keys()]).toEqual(['odd']);
    expect(describeSnapshot(snapshot).complete).toBe(true);
  });
  it.each([
    ['CR LF', (text: string) => encodeText(text.replaceAll('\n', '\r\n'))],
    ['a byte order mark', (text: string) => encodeText(`\uFEFF${text}`)],
    [
      'UTF-16, as PowerShell redirects',
      (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`, 'utf16le')),
    ],
  ])('reads a dump and objects that came through a Windows console: %s', async (_, encode) => {
    const sent = files({
      'nodes/odd.dump': encode(new TextDecoder().decode(dump)),
      'objects/nodes.json': encode(list('odd')),
    });
    const [read, plain] = [readSnapshot(await unpackDumps(sent)), readSnapshot(files())];
    expect(read.gaps).toEqual([]);
    expect(read.nodes.get('odd')).toEqual(plain.nodes.get('odd'));
  });
  it.each([
    ['made on another node of the cluster: the files were mixed up', list('odd', 'vm'), 'odd.dump', false],
    ['made on a host that is called otherwise than its node', list('odd'), 'odd.dump', true],
    ['made on the host of this name', list('odd', 'vm'), 'vm.dump', true],
  ])('a dump that was %s', (_, nodes, name, used) => {
    const snapshot = readSnapshot(
      files({ 'objects/nodes.json': nodes, 'nodes/odd.dump': undefined, [`nodes/${name}`]: dump }),
    );
    expect(snapshot.nodes.size).toBe(used ? 1 : 0);
    expect(snapshot.gaps.find((g) => g.id === 'dump-of-another-node')?.message).toBe(
      used ? undefined : 'The dump of odd was made on vm, as its host name says, and is not used.',
    );
  });
  it('reads one that was packed with its folder', () => {
    const deeper = files().map((f) => ({ ...f, path: `backup/my-cluster/${f.path}` }));
    expect(readSnapshot(deeper).gaps).toEqual([]);
  });
  it('reads compressed dumps once they are unpacked', async () => {
    const packed = files({ 'nodes/odd.dump': undefined, 'nodes/odd.dump.gz': new Uint8Array(gzipSync(dump)) });
    expect(readSnapshot(await unpackDumps(packed)).gaps).toEqual([]);
  });

  it.each<readonly [reason: string, changes: Parameters<typeof files>[0], id: string, message: RegExp]>([
    ['no header', { 'snapshot.json': undefined }, 'snapshot-header', /snapshot\.json is missing/],
    ['a header that is no JSON', { 'snapshot.json': '{' }, 'snapshot-header', /no JSON/],
    ['no pods', { 'objects/pods.json': undefined }, 'objects-missing', /has no pods/],
    ['neither slices nor endpoints', { 'objects/endpointslices.json': undefined }, 'objects-missing', /endpointslices/],
    ['a file of no bytes', { 'objects/pods.json': '' }, 'objects-not-readable', /is empty/],
    [
      'an error message in its place',
      { 'objects/pods.json': 'Error from server (Forbidden)' },
      'objects-not-readable',
      /no JSON/,
    ],
    ['no list', { 'objects/pods.json': '"hi"' }, 'objects-not-readable', /no list/],
    [
      'items that are no objects',
      { 'objects/pods.json': '{"items":[{"metadata":{"name":"a"}},7,{"metadata":{}}]}' },
      'object-malformed',
      /2 of 3 items .* number 2/,
    ],
    ['no dump of a node', { 'nodes/odd.dump': undefined }, 'node-not-collected', /Nothing was collected from node odd/],
    ['an empty dump', { 'nodes/odd.dump': '' }, 'dump-empty', /The dump of odd is empty/],
    ['a dump of a node that nobody knows', { 'nodes/other.dump': dump }, 'dump-without-node', /no node of that name/],
  ])('%s is a gap that says what to do', (_, changes, id, message) => {
    const gap = readSnapshot(files(changes)).gaps.find((g) => g.id === id);
    expect(gap?.message).toMatch(message);
    expect(gap?.action).toBeTruthy();
    expect(describeSnapshot(readSnapshot(files(changes))).text).toContain(gap?.message);
  });

  it('takes Endpoints where there are no slices', () => {
    const old = files({ 'objects/endpointslices.json': undefined, 'objects/endpoints.json': list() });
    expect(readSnapshot(old).gaps).toEqual([]);
  });
  it('does not use half a node', () => {
    const cut = readSnapshot(files({ 'nodes/odd.dump': dump.subarray(0, 12_000) }));
    expect(cut.nodes.size).toBe(0);
    expect(cut.gaps.map((g) => g.id)).toContain('dump-cut');
  });
  it('does not use half a pod, but the rest of its node', () => {
    const cut = readSnapshot(files({ 'nodes/odd.dump': dump.subarray(0, dump.length - 2000) }));
    expect(cut.nodes.get('odd')?.namespaces).toHaveLength(2);
    expect(cut.nodes.get('odd')?.gaps.map((g) => g.id)).toContain('dump-cut');
  });
  it.each<readonly [reason: string, from: string | RegExp, to: string, used: boolean]>([
    ['a rule that cannot be read', 'RETURN\nCOMMIT', 'RETURN "\nCOMMIT', false],
    [
      'sockets that could not be asked',
      /(section ss\n.*\n)[\s\S]*?\n(#@\S+ end) 0 bytes=\d+/,
      '$1\n$2 127 bytes=0',
      false,
    ],
    [
      'forwarding entries that could not be asked',
      /(section bridge-fdb\n.*\n)[\s\S]*?\n(#@\S+ end) 0 bytes=\d+/,
      '$1\n$2 127 bytes=0',
      true,
    ],
    [
      'no nft, but iptables-nft',
      /(section nft-json\n.*\n)[\s\S]*?\n(#@\S+ end) 0 bytes=\d+/,
      '$1\n$2 127 bytes=0',
      false,
    ],
    [
      'no iptables-nft, but nft',
      /(section iptables-nft-save\n.*\n)[\s\S]*?\n(#@\S+ end) 0 bytes=\d+/,
      '$1\n$2 127 bytes=0',
      true,
    ],
    [
      'legacy tables that could not be read',
      /(section iptables-legacy-save\n.*\n)[\s\S]*?\n(#@\S+ end) 0 bytes=\d+/,
      '$1\n$2 127 bytes=0',
      false,
    ],
    [
      'an informational command that failed',
      /(section ethtool\n.*\n)[\s\S]*?\n(#@\S+ end) 0 bytes=\d+/,
      '$1\n$2 1 bytes=0',
      true,
    ],
  ])('uses a node only if nothing about packets is in doubt: %s', (_, from, to, used) => {
    const changed = decode(dump).replace(from, to);
    expect(changed).not.toBe(decode(dump));
    expect(readSnapshot(files({ 'nodes/odd.dump': changed })).nodes.has('odd')).toBe(used);
  });
  it('never reads secrets, and keeps names of prototypes to itself', () => {
    const odd = readSnapshot(
      files({
        'objects/secrets.json': list('s'),
        'objects/__proto__.json': list('x'),
        'objects/constructor.json': list('y'),
      }),
    );
    expect(Object.keys(odd.objects)).not.toContain('secrets');
    expect(Object.getPrototypeOf(odd.objects)).toBeNull();
    expect(Object.keys(odd.objects)).toContain('constructor');
  });
  it.each<readonly [reason: string, given: Parameters<typeof readSnapshot>[0], id: string]>([
    ['no files', [], 'snapshot-empty'],
    ['other files', [{ path: 'README.md', bytes: new Uint8Array() }], 'snapshot-empty'],
    ['a later version', files({ 'snapshot.json': '{"schemaVersion":2}' }), 'snapshot-version'],
  ])('refuses %s', (_, given, id) => {
    expect(() => readSnapshot(given)).toThrow(expect.objectContaining({ name: 'SnapshotError', id }));
  });
  it('throws nothing but SnapshotError on any files', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(whole)),
        fc.oneof(fc.uint8Array(), fc.json().map(encodeText)),
        (path, bytes) => {
          try {
            describeSnapshot(readSnapshot(files({ [path]: bytes })));
          } catch (error) {
            expect(error).toBeInstanceOf(SnapshotError);
          }
        },
      ),
    );
  });
  it('notices dumps that were taken far apart', () => {
    const later = decode(dump).replace(/ time \S+/, ' time 2026-12-24T00:00:00Z');
    const text = describeSnapshot(
      readSnapshot(files({ 'nodes/b.dump': later, 'objects/nodes.json': list('odd', 'b') })),
    ).text;
    expect(text).toMatch(/minutes apart/);
  });
});

const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
