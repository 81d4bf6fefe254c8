import type { SnapshotEdit } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.ts';
import { encodeText } from '../text-decoder.ts';
import { applyEdits } from './apply-edits.ts';
import { readSnapshot } from './read-snapshot.ts';
import { SnapshotError } from './snapshot-error.ts';

const files = [
  { path: 'nodes/odd.dump', bytes: readFixture('odd-node.dump') },
  {
    path: 'objects/pods.json',
    bytes: encodeText('{"items":[{"metadata":{"name":"a","namespace":"d"},"spec":{"ports":[{"port":1}]}}]}'),
  },
];
const host = (edits: readonly SnapshotEdit[]) => readSnapshot(applyEdits(files, edits)).nodes.get('odd')?.namespaces[0];
const before = host([]);
const at = { node: 'odd', netns: 'host' };
const line = (key: string): number => before?.sysctls.get(key)?.line ?? 0;

describe('applyEdits', () => {
  it('changes nothing without edits', () => {
    expect(applyEdits(files, [])).toEqual(files);
  });
  it('replaces, inserts and deletes by the lines of before, and the dump stays whole', () => {
    const rp = 'net/ipv4/conf/cni0/rp_filter';
    const after = host([
      { kind: 'insert-after', ...at, section: 'ip-route', line: 0, text: '10.99.0.0/16 dev cni0 scope link' },
      { kind: 'delete-line', ...at, section: 'ip-route', line: 2 },
      { kind: 'replace-line', ...at, section: 'sysctl', line: line(rp), text: `${rp}:0` },
      { kind: 'insert-after', ...at, section: 'iptables-nft-save', line: 6, text: '-A FORWARD -j ACCEPT' },
    ]);
    expect(after?.gaps).toEqual([]);
    expect(after?.routes[0]).toMatchObject({ destination: '10.99.0.0/16', line: 1 });
    expect(after?.routes.some((r) => r.type === 'unreachable' && r.family === 4)).toBe(false);
    expect([before?.sysctls.get(rp)?.value, after?.sysctls.get(rp)?.value]).toEqual(['1', '0']);
    const forward = after?.iptables[1]?.tables[0]?.chains.find((c) => c.name === 'FORWARD');
    expect(forward?.rules[0]?.args).toEqual(['-j', 'ACCEPT']);
  });
  it('fills a section that was empty', () => {
    const after = host([
      {
        kind: 'insert-after',
        ...at,
        section: 'ip6tables-legacy-save',
        line: 0,
        text: '*filter\n:INPUT DROP [0:0]\nCOMMIT',
      },
    ]);
    expect(after?.gaps).toEqual([]);
    expect(after?.iptables.find((d) => d.section === 'ip6tables-legacy-save')?.tables).toHaveLength(1);
  });
  it('sets and removes values of objects, making what is on the way', () => {
    const pod = { kind: 'set-object', resource: 'pods', namespace: 'd', name: 'a' } as const;
    const changed = readSnapshot(
      applyEdits(files, [
        { ...pod, path: ['spec', 'ports', 0, 'port'], value: 2 },
        { ...pod, path: ['metadata', 'labels', 'app'], value: 'x' },
      ]),
    );
    expect(changed.objects.pods?.[0]).toEqual({
      metadata: { name: 'a', namespace: 'd', labels: { app: 'x' } },
      spec: { ports: [{ port: 2 }] },
    });
    const removed = readSnapshot(applyEdits(files, [{ ...pod, path: ['spec'], value: undefined }]));
    expect(removed.objects.pods?.[0]).not.toHaveProperty('spec');
  });

  it.each<readonly [reason: string, edit: SnapshotEdit]>([
    ['no such node', { kind: 'delete-line', node: 'x', netns: 'host', section: 'ss', line: 1 }],
    ['no such namespace', { kind: 'delete-line', node: 'odd', netns: '1', section: 'ss', line: 1 }],
    ['no such section', { kind: 'delete-line', ...at, section: 'nope', line: 1 }],
    ['no such line', { kind: 'delete-line', ...at, section: 'ip-route', line: 999 }],
    ['no line at all', { kind: 'replace-line', ...at, section: 'ip-route', line: 0, text: 'x' }],
    ['nftables: its meaning is in another section', { kind: 'delete-line', ...at, section: 'nft-ruleset', line: 1 }],
    ['no such object', { kind: 'set-object', resource: 'pods', namespace: 'd', name: 'zz', path: ['a'], value: 1 }],
    ['no such resource', { kind: 'set-object', resource: 'nodes', namespace: '', name: 'a', path: ['a'], value: 1 }],
    [
      'a prototype',
      { kind: 'set-object', resource: 'pods', namespace: 'd', name: 'a', path: ['__proto__', 'x'], value: 1 },
    ],
    [
      'a path through a text',
      { kind: 'set-object', resource: 'pods', namespace: 'd', name: 'a', path: ['metadata', 'name', 'x'], value: 1 },
    ],
    [
      'a hole in a list',
      { kind: 'set-object', resource: 'pods', namespace: 'd', name: 'a', path: ['spec', 'ports', 5], value: 1 },
    ],
  ])('refuses: %s', (_, edit) => {
    expect(() => applyEdits(files, [edit])).toThrow(SnapshotError);
    expect(Object.prototype).not.toHaveProperty('x');
  });
});
