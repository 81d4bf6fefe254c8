import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Diagnosis } from '@skoop/model';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from './run.ts';

const HEALTHY = fileURLToPath(new URL('../../../scenarios/healthy-vxlan/snapshot', import.meta.url));
const BLOCKED = fileURLToPath(new URL('../../../scenarios/overlay-port-blocked/snapshot', import.meta.url));
const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

type Result = { readonly status: number; readonly out: string; readonly err: string };

async function skoop(...words: readonly string[]): Promise<Result> {
  const said = { out: '', err: '' };
  const record = (to: 'out' | 'err') =>
    vi.spyOn(to === 'out' ? process.stdout : process.stderr, 'write').mockImplementation((chunk, ...rest) => {
      said[to] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      const done = rest.find((r) => typeof r === 'function');
      if (done) done();
      return true;
    });
  const spies = [record('out'), record('err')];
  try {
    const status = await run(words);
    return { status, ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const question = (snapshot: string): readonly string[] => [
  '-s',
  'default/client',
  '-d',
  'default/web-2',
  '-p',
  '8080',
  '--snapshot',
  snapshot,
];

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'skoop-cli-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
/** A copy of the healthy cluster with something broken. */
const broken = (name: string, change: (folder: string) => void): string => {
  const folder = path.join(dir, name);
  cpSync(HEALTHY, folder, { recursive: true });
  change(folder);
  return folder;
};
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(path.join(dir, name), content);
  return path.join(dir, name);
};

describe('what cannot be answered is told in words: what is wrong, and what to do', () => {
  it.each<readonly [reason: string, words: () => readonly string[], status: number, says: RegExp]>([
    ['no snapshot', () => ['-s', 'a', '-d', 'b', '-p', '1'], 2, /no snapshot was given[\s\S]*--snapshot DIR/],
    ['no such snapshot', () => question('/nowhere'), 4, /there is no snapshot at \/nowhere/],
    ['an unknown option', () => ['--sorce', 'a'], 2, /unknown option '--sorce'[\s\S]*--source/],
    ['an unknown format', () => [...question(HEALTHY), '--format', 'pdf'], 2, /Allowed choices are text, json/],
    ['no whole number', () => [...question(HEALTHY), '--size', '1e9'], 2, /Give a whole number/],
    ['a condition that does not exist', () => [...question(HEALTHY), '--fail-on', 'doubt'], 2, /Choose from dropped/],
    [
      'an unknown pod, with what is near',
      () => ['-s', 'default/clent', '-d', 'default/web-1', '--snapshot', HEALTHY],
      3,
      /no pod default\/clent[\s\S]*default\/client/,
    ],
    [
      'an impossible port',
      () => ['-s', 'default/client', '-d', 'default/web-1', '-p', '70000', '--snapshot', HEALTHY],
      3,
      /70000 is no port[\s\S]*1 to 65535/,
    ],
    ['no source', () => ['-d', 'default/web-1', '-p', '80', '--snapshot', HEALTHY], 3, /source is missing/],
    ['a port for ping', () => [...question(HEALTHY), '--protocol', 'icmp'], 3, /no ports/],
    [
      'IPv6 where only IPv4 exists',
      () => ['-s', 'default/client', '-d', 'fd00::5', '-p', '80', '--snapshot', HEALTHY],
      3,
      /IPv4[\s\S]*IPv6/,
    ],
    ['an unknown protocol', () => [...question(HEALTHY), '--protocol', 'sctp'], 3, /Choose tcp, udp or icmp/],
    ['a plugin that nobody knows', () => [...question(HEALTHY), '--network-plugin', 'wires'], 3, /wires[\s\S]*flannel/],
    [
      'a plugin file that is not there',
      () => [...question(HEALTHY), '--plugin', './nowhere.js'],
      2,
      /cannot be loaded/,
    ],
    [
      'a module that is no plugin',
      () => [...question(HEALTHY), '--plugin', fixture('no-plugin.js')],
      2,
      /exports no PluginFactory/,
    ],
    ['garbage for an archive', () => question(file('garbage.tar.gz', 'x'.repeat(5000))), 4, /no \.tar\.gz archive/],
    [
      'half an archive',
      () => question(file('half.tar.gz', gzipSync('x'.repeat(50_000)).subarray(0, 40))),
      4,
      /damaged/,
    ],
    ['a bomb', () => question(file('bomb.tar.gz', gzipSync(Buffer.alloc(100 << 20)))), 4, /250 times its packed size/],
    ['a dump alone', () => question(path.join(HEALTHY, 'nodes/node-1.dump')), 4, /one node's dump/],
    ['an empty folder', () => question(path.join(HEALTHY, '../../../docs')), 4, /There is no snapshot/],
    [
      'a later version',
      () => question(broken('later', (d) => writeFileSync(`${d}/snapshot.json`, '{"schemaVersion":9}'))),
      4,
      /schemaVersion 9/,
    ],
    [
      'no pods',
      () => question(broken('no-pods', (d) => rmSync(`${d}/objects/pods.json`))),
      3,
      /no readable objects\/pods\.json/,
    ],
    [
      'a range that is none',
      () => [...question(HEALTHY), '--cluster-cidr', '10.0.0.0/33'],
      3,
      /--cluster-cidr cannot be 10\.0\.0\.0\/33/,
    ],
    ['a place that cannot be written', () => [...question(HEALTHY), '-o', '/nowhere/x.svg'], 5, /cannot be written/],
    ['a finding that does not exist', () => ['explain', 'mtu'], 2, /no finding mtu[\s\S]*mtu-too-large/],
    ['a snapshot of nothing', () => ['snapshot'], 2, /nothing to make a snapshot of/],
    [
      'a file that is no part of one',
      () => ['snapshot', fixture('no-plugin.js'), '-o', path.join(dir, 'n')],
      4,
      /neither the output of collect\.sh nor/,
    ],
  ])('%s', async (_, words, status, says) => {
    const result = await skoop(...words());
    expect(result.err).toMatch(says);
    expect(result.err).not.toMatch(/\n\s+at /);
    expect([result.status, result.out]).toEqual([status, '']);
  });
});

describe('a snapshot that is not whole', () => {
  it.each<readonly [reason: string, change: (folder: string) => void, says: RegExp]>([
    ['an empty dump', (d) => truncateSync(`${d}/nodes/node-2.dump`, 0), /The dump of node-2 is empty/],
    ['a cut dump', (d) => truncateSync(`${d}/nodes/node-2.dump`, 20_000), /The dump of node-2 was cut off/],
    ['something else for a dump', (d) => writeFileSync(`${d}/nodes/node-2.dump`, 'hello'), /no output of collect\.sh/],
  ])('%s: the verdict is unknown, and it is told why', async (reason, change, says) => {
    const folder = broken(reason.replaceAll(' ', '-'), change);
    const result = await skoop(...question(folder), '--format', 'json');
    expect([result.status, result.err]).toEqual([0, expect.stringMatching(says)]);
    const { verdict } = JSON.parse(result.out) as Diagnosis;
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.gaps.map((g) => g.node)).toContain('node-2');
    const check = await skoop('snapshot', '--check', folder);
    expect([check.status, check.out]).toEqual([1, expect.stringMatching(says)]);
  });
});

describe('answers', () => {
  it.each<readonly [format: string, says: RegExp]>([
    ['text', /Dropped/],
    ['json', /"schemaVersion": 1/],
    ['md', /^## Dropped/],
    ['svg', /^<svg /],
    ['d2', /->/],
    ['html', /<!doctype html>/i],
  ])('as %s', async (format, says) => {
    const result = await skoop(...question(BLOCKED), '--format', format);
    expect([result.status, result.err]).toEqual([0, '']);
    expect(result.out).toMatch(says);
  });
  it('into a file, whose ending names the format', async () => {
    const target = path.join(dir, 'path.svg');
    expect(await skoop(...question(BLOCKED), '--output', target)).toEqual({ status: 0, out: '', err: '' });
    expect(readFileSync(target, 'utf8')).toMatch(/^<svg /);
  });
  it('without colours in a pipe, with colours on demand', async () => {
    const control = String.fromCharCode(27);
    expect((await skoop(...question(BLOCKED))).out).not.toContain(control);
    expect((await skoop(...question(BLOCKED), '--color')).out).toContain(control);
  });
  it.each<readonly [reason: string, snapshot: string, condition: string, status: number]>([
    ['the outcome', BLOCKED, 'partial,dropped', 1],
    ['another outcome', BLOCKED, 'partial', 0],
    ['a suspicion as bad as that', BLOCKED, 'suspicion:critical', 1],
    ['nothing wrong', HEALTHY, 'dropped,partial,unknown,suspicion:critical', 0],
  ])('--fail-on: %s', async (_, snapshot, condition, status) => {
    expect((await skoop(...question(snapshot), '--fail-on', condition)).status).toBe(status);
  });
  it("somebody's plugin, with an option of its own", async () => {
    const words = ['--plugin', fixture('echo-plugin.js'), '--echo-word', 'hello', '--format', 'json'];
    const result = await skoop(...question(HEALTHY), ...words);
    expect(result.err).toBe('');
    expect((JSON.parse(result.out) as Diagnosis).cluster.facts.plugin.value).toBe('echo');
    expect(result.out).toContain('The word is hello.');
  });
  it('explains itself: examples, endpoints, statuses', async () => {
    for (const words of [[], ['--help']]) {
      const { status, out } = await skoop(...words);
      expect([status, out]).toEqual([0, expect.stringMatching(/Examples:[\s\S]*Endpoints:[\s\S]*Exit status:/)]);
    }
  });
  it('explains findings', async () => {
    expect((await skoop('explain')).out).toMatch(/overlay-port-blocked +A firewall/);
    expect((await skoop('explain', 'overlay-port-blocked')).out).toMatch(/## How to fix it/);
  });
});

describe('skoop snapshot', () => {
  const inputs = [path.join(HEALTHY, 'objects'), path.join(HEALTHY, 'nodes')];
  it.each(['folder', 'archive.tar.gz'])('makes a %s that answers the same', async (name) => {
    const target = path.join(dir, name);
    const made = await skoop('snapshot', ...inputs, '--cluster', 'healthy-vxlan', '-o', target);
    expect([made.status, made.err]).toEqual([0, '']);
    expect(made.out).toMatch(/Nothing is missing/);
    const answer = async (snapshot: string): Promise<Diagnosis> =>
      JSON.parse((await skoop(...question(snapshot), '--format', 'json')).out);
    expect((await answer(target)).verdict).toEqual((await answer(HEALTHY)).verdict);
    const again = await skoop('snapshot', ...inputs, '-o', target);
    expect([again.status, again.err]).toEqual([5, expect.stringMatching(/not empty|is there already/)]);
  });
  it('takes compressed dumps', async () => {
    const folder = path.join(dir, 'gz');
    mkdirSync(folder);
    for (const node of ['node-1', 'node-2'])
      writeFileSync(
        path.join(folder, `${node}.dump.gz`),
        gzipSync(readFileSync(path.join(HEALTHY, `nodes/${node}.dump`))),
      );
    const target = path.join(dir, 'from-gz');
    expect((await skoop('snapshot', path.join(HEALTHY, 'objects'), folder, '-o', target)).status).toBe(0);
    expect(existsSync(path.join(target, 'nodes/node-1.dump'))).toBe(true);
  });
  it('checks a whole one', async () => {
    expect(await skoop('snapshot', '--check', HEALTHY)).toMatchObject({ status: 0, err: '' });
  });
});

describe('standard output that', () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const answer = question(HEALTHY).join(' ');
  it.each([
    ['nobody reads to its end is no error', `${answer} --format json | head -c 10`, 0, ''],
    ['nobody reads to its end is no error for help either', '--help | head -c 10', 0, ''],
    ['is full is told in words', `${answer} >/dev/full`, 5, 'skoop: standard output cannot be written'],
  ])('%s', (_, words, status, said) => {
    const result = spawnSync(
      'bash',
      ['-o', 'pipefail', '-c', `node --conditions=skoop-source --import tsx ${main} ${words}`],
      {
        encoding: 'utf8',
      },
    );
    expect([result.status, result.stderr.slice(0, said.length || undefined)]).toEqual([status, said]);
  });
});
