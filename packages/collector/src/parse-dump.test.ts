import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFixture } from './fixtures/read-fixture.ts';
import { parseDump } from './parse-dump.ts';
import { decodeText, encodeText } from './text-decoder.ts';

const bytes = readFixture('odd-node.dump');
const text = decodeText(bytes);

describe('a recorded dump of an odd node', () => {
  const dump = parseDump(bytes, 'odd');
  const [host, pod, bound] = dump.namespaces;

  it('is complete: nothing is missing, nothing is unread', () => {
    expect(dump.gaps).toEqual([]);
    expect(dump.namespaces.flatMap((ns) => ns.gaps)).toEqual([]);
    expect(dump.kernel).toMatch(/^6\./);
    expect(dump.takenAt).toMatch(/^2026-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
  it('has the node first, then the pod with a process, then the namespace that is only bound', () => {
    expect(dump.namespaces.map((ns) => [ns.id === 'host', ns.nsid])).toEqual([
      [true, undefined],
      [false, 0],
      [false, 1],
    ]);
    expect(pod?.links.map((l) => l.name)).toEqual(['lo', 'eth0']);
    expect(bound?.links.map((l) => l.name)).toEqual(['lo', 'eth0']);
  });
  it('keeps the lines: the record says where it is in the section', () => {
    const section = host?.sections.find((s) => s.name === 'ip-route');
    const route = host?.routes.find((r) => r.destination === '10.244.2.0/24');
    expect(section?.text.split('\n')[(route?.line ?? 0) - 1]).toContain('10.244.2.0/24 via 10.244.2.0 dev flannel.1');
  });
  it('reads the same tables of both iptables, and what only nft can show', () => {
    const chains = (ns: typeof host) =>
      ns?.iptables.map((d) => [d.backend, d.family, d.tables.map((t) => t.name).join()]);
    expect(chains(host)).toEqual([
      ['legacy', 4, 'nat'],
      ['nft', 4, 'filter'],
      ['legacy', 6, ''],
      ['nft', 6, ''],
    ]);
    expect(host?.nft?.lines.has('ip nat PREROUTING 3')).toBe(true);
    expect(chains(pod)?.[0]).toEqual(['legacy', 4, 'filter']);
  });
});

describe('bytes that are no dump', () => {
  it.each<readonly [reason: string, bytes: Uint8Array, gap: string, message: RegExp]>([
    ['empty', new Uint8Array(), 'dump-empty', /is empty/],
    ['something else', encodeText('hello'), 'dump-not-recognised', /no output of collect\.sh/],
    ['an error message in its place', encodeText('collect.sh: must run as root'), 'dump-not-recognised', /no output/],
    ['compressed', Uint8Array.of(0x1f, 0x8b, 8), 'dump-not-recognised', /compressed/],
    ['a later format', encodeText('skoop-dump 2 #@abcdef\n#@abcdef end-dump\n'), 'dump-not-recognised', /format 2/],
    ['the first line alone', encodeText('skoop-dump 1 #@abcdef\n'), 'dump-cut', /cut off/],
  ])('%s', (_, given, gap, message) => {
    const [first] = parseDump(given, 'n').gaps;
    expect(first?.id).toBe(gap);
    expect(first?.message).toMatch(message);
    expect(first?.action).toContain('collect.sh');
  });
});

describe('a dump that was cut', () => {
  const whole = parseDump(bytes, 'odd');
  const facts = (dump: typeof whole): number =>
    dump.namespaces.reduce((n, ns) => n + ns.routes.length + ns.links.length + ns.sockets.length, 0);

  it('is noticed wherever the cut is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length - 1 }), (length) => {
        const cut = parseDump(bytes.subarray(0, length), 'odd');
        expect(cut.gaps.map((g) => g.id)).toContain(length < 60 ? (cut.gaps[0]?.id ?? '') : 'dump-cut');
        expect(facts(cut)).toBeLessThanOrEqual(facts(whole));
      }),
      { numRuns: 60 },
    );
  });
  it('says which sections are missing', () => {
    const at = text.indexOf(' section sysctl');
    const [host] = parseDump(bytes.subarray(0, at), 'odd').namespaces;
    const gap = host?.gaps.find((g) => g.id === 'dump-cut');
    expect(gap?.message).toBe(
      "The dump of odd ends in the middle of the node's own namespace: sysctl, tc are missing.",
    );
  });
  it('flags a section whose bytes do not add up', () => {
    const changed = encodeText(text.replace('RETURN\nCOMMIT', 'RETURN\n-A INPUT -j DROP\nCOMMIT'));
    const [host] = parseDump(changed, 'odd').namespaces;
    expect(host?.gaps.map((g) => [g.id, g.evidence?.section])).toEqual([['section-truncated', 'iptables-legacy-save']]);
    expect(host?.iptables.some((d) => d.section === 'iptables-legacy-save')).toBe(false);
  });
});

describe('what a node says about its tools', () => {
  const frame = (sections: string): Uint8Array =>
    encodeText(`skoop-dump 1 #@abcdef\n#@abcdef namespace host inode=1\n${sections}\n#@abcdef end-dump\n`);
  it.each<readonly [reason: string, section: string, gap: string, message: RegExp]>([
    [
      'missing',
      '#@abcdef section ipset\n#@abcdef command ipset save\n\n#@abcdef end 127 bytes=0 error ipset: not found',
      'tool-missing',
      /ipset is not installed on n, so its IP sets/,
    ],
    [
      'fails',
      '#@abcdef section ip-link\n#@abcdef command ip -d link show\n\n#@abcdef end 2 bytes=0 error Operation not permitted',
      'command-failed',
      /failed with status 2 \(Operation not permitted\)/,
    ],
    [
      'stopped',
      '#@abcdef section ss\n#@abcdef command ss -x\nNetid\n\n#@abcdef end cut bytes=6',
      'section-truncated',
      /cut short/,
    ],
    [
      'over the limit',
      '#@abcdef section ss\n#@abcdef command ss -x\nNetid\n\n#@abcdef end 0 bytes=6 limit',
      'section-truncated',
      /cut short/,
    ],
    [
      'prints what nobody knows',
      '#@abcdef section ip-rule\n#@abcdef command ip -4 rule show\nfoo bar\n\n#@abcdef end 0 bytes=8',
      'lines-not-read',
      /1 line of `ip -4 rule show`/,
    ],
    [
      'without awk there are no byte counts',
      '#@abcdef section ip-rule\n#@abcdef command ip -4 rule show\n0:\tfrom all lookup local\n\n#@abcdef end 0',
      'section-missing',
      /are missing/,
    ],
  ])('%s', (_, section, id, message) => {
    const gaps = parseDump(frame(section), 'n').namespaces[0]?.gaps ?? [];
    expect(gaps.find((g) => g.id === id)?.message).toMatch(message);
  });
});

describe('any bytes', () => {
  it('never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), (any) => parseDump(any, 'n').node === 'n'));
  });
  it('never throw in the place of a real section', () => {
    const lines = text.split('\n');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(lines.length - 1), fc.string({ unit: 'binary', maxLength: 60 })), { maxLength: 40 }),
        (changes) => {
          const broken = [...lines];
          for (const [at, by] of changes) broken[at] = by;
          return parseDump(encodeText(broken.join('\n')), 'n').node === 'n';
        },
      ),
      { numRuns: 30 },
    );
  });
});
