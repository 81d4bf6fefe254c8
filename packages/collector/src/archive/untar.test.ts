import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeTar } from '../fixtures/make-tar.ts';
import { decodeText, encodeText } from '../text-decoder.ts';
import { ArchiveError } from './archive-error.ts';
import { untar } from './untar.ts';

const refusal = async (bytes: Uint8Array, limits?: Parameters<typeof untar>[1]): Promise<ArchiveError> => {
  const error: unknown = await untar(bytes, limits).then(
    () => new Error('it was accepted'),
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ArchiveError);
  return error as ArchiveError;
};

describe('untar', () => {
  it('reads files, packed or not, with long names and within folders', async () => {
    const long = `objects/${'x'.repeat(200)}.json`;
    const bytes = makeTar(
      { name: 'snap/', type: '5' },
      { name: './snap//a.json', content: 'A' },
      { name: long, content: 'B' },
    );
    for (const archive of [bytes, new Uint8Array(gzipSync(bytes))])
      expect((await untar(archive)).map((f) => [f.path, decodeText(f.bytes)])).toEqual([
        ['snap/a.json', 'A'],
        [long, 'B'],
      ]);
  });

  it.each<readonly [reason: string, bytes: () => Promise<Uint8Array>, id: string, message: RegExp]>([
    ['nothing', async () => new Uint8Array(), 'archive-empty', /is empty/],
    ['garbage', async () => encodeText('x'.repeat(2000)), 'archive-not-recognised', /no \.tar\.gz archive/],
    ['a zip', async () => encodeText('PK\u0003\u0004 and so on'), 'archive-not-recognised', /zip/],
    ['a dump', async () => encodeText('skoop-dump 1 #@abcdef\n'), 'archive-not-recognised', /one node's dump/],
    [
      'gzip of garbage',
      async () => new Uint8Array(gzipSync('hello '.repeat(500))),
      'archive-not-recognised',
      /no \.tar\.gz archive/,
    ],
    [
      'half a gzip',
      async () => new Uint8Array(gzipSync(makeTar({ name: 'a', content: 'x'.repeat(9999) }))).subarray(0, 60),
      'archive-damaged',
      /damaged/,
    ],
    [
      'half a tar',
      async () => makeTar({ name: 'a', content: 'x'.repeat(9999) }).subarray(0, 2048),
      'archive-damaged',
      /middle of a file/,
    ],
    ['a path upwards', async () => makeTar({ name: '../../etc/passwd', content: 'x' }), 'archive-path', /leads out/],
    [
      'a path upwards within',
      async () => makeTar({ name: 'nodes/../../x', content: 'x' }),
      'archive-path',
      /leads out/,
    ],
    ['an absolute path', async () => makeTar({ name: '/etc/passwd', content: 'x' }), 'archive-path', /leads out/],
    ['a backslash', async () => makeTar({ name: 'nodes\\..\\x', content: 'x' }), 'archive-path', /leads out/],
    ['a drive', async () => makeTar({ name: 'C:/x', content: 'x' }), 'archive-path', /leads out/],
    [
      'a link',
      async () => makeTar({ name: 'nodes/a.dump', type: '2', link: '/etc/shadow' }),
      'archive-link',
      /is a link/,
    ],
    ['a hard link', async () => makeTar({ name: 'nodes/a.dump', type: '1', link: 'b' }), 'archive-link', /is a link/],
    ['a device', async () => makeTar({ name: 'nodes/a.dump', type: '4' }), 'archive-link', /device/],
  ])('refuses %s', async (_, bytes, id, message) => {
    const error = await refusal(await bytes());
    expect([error.id, error.message]).toEqual([id, expect.stringMatching(message)]);
    expect(error.hint).not.toBe('');
  });

  it('stops a bomb before it is unpacked', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(200 << 20)));
    const before = process.memoryUsage().rss;
    expect((await refusal(bomb)).id).toBe('archive-too-big');
    expect(process.memoryUsage().rss - before).toBeLessThan(120 << 20);
  });
  it('counts files and bytes', async () => {
    const limits = { maxBytes: 10_000, maxFiles: 2, maxRatio: 250, freeBytes: 1 << 20 };
    const many = makeTar({ name: 'a' }, { name: 'b' }, { name: 'c' });
    expect((await refusal(many, limits)).id).toBe('archive-too-many-files');
    const big = new Uint8Array(gzipSync(makeTar({ name: 'a', content: 'x'.repeat(20_000) })));
    expect((await refusal(big, limits)).id).toBe('archive-too-big');
  });
  it('throws nothing but ArchiveError on any bytes', async () => {
    const good = makeTar({ name: 'nodes/a.dump', content: 'hello' });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), async (changes) => {
        const bytes = good.slice();
        for (const [at, by] of changes) bytes[at] = by;
        for (const archive of [bytes, new Uint8Array(gzipSync(bytes)).subarray(0, 200)])
          await untar(archive).catch((e) => expect(e).toBeInstanceOf(ArchiveError));
      }),
    );
  });
});
