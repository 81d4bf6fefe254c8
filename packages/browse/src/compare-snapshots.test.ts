import { type KubeObject, type NamespaceDump, namespaceDump, type Snapshot } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { compareSnapshots, type Scope } from './compare-snapshots.ts';

const host = (sections: Readonly<Record<string, string>>): NamespaceDump =>
  namespaceDump('host', {
    inode: '1',
    sections: Object.entries(sections).map(([name, text]) => ({
      name,
      command: '',
      status: 0,
      text,
      truncated: false,
    })),
  });
const snapshot = (sections: Readonly<Record<string, string>>, objects: Snapshot['objects'] = {}): Snapshot => ({
  schemaVersion: 1,
  takenAt: '',
  cluster: '',
  tool: '',
  objects,
  nodes: new Map([['n', { node: 'n', takenAt: '', kernel: '', hostname: '', namespaces: [host(sections)], gaps: [] }]]),
  gaps: [],
});
const scope: Scope = { nodes: new Set(['n']), decidedBefore: new Set(), decidedAfter: new Set() };
const told = (before: Snapshot, after: Snapshot, more: Partial<Scope> = {}): string =>
  compareSnapshots(before, after, { ...scope, ...more })
    .changes.map((c) => `${c.kind === 'added' ? '+' : '-'}${c.line} ${c.text}`)
    .join('\n');
const service = (clusterIP: string): KubeObject => ({
  kind: 'Service',
  metadata: { name: 'api', namespace: 'shop', resourceVersion: clusterIP },
  spec: { clusterIP },
});

describe('compareSnapshots', () => {
  it.each([
    [
      'a rule that came',
      'iptables-nft-save',
      '-A INPUT -j ACCEPT\n',
      '-A INPUT -j DROP\n-A INPUT -j ACCEPT\n',
      '+1 -A INPUT -j DROP',
    ],
    ['counters say nothing', 'iptables-nft-save', ':INPUT ACCEPT [1:60]\n', ':INPUT ACCEPT [9:540]\n', ''],
    [
      'nor do timers of a bridge',
      'ip-link',
      'hello_timer 0.00 gc_timer 298.90\n',
      'hello_timer 1.20 gc_timer 1.01\n',
      '',
    ],
    [
      'nor lifetimes of an address',
      'ip-addr',
      'valid_lft 86000sec preferred_lft 86000sec\n',
      'valid_lft 85990sec preferred_lft 85990sec\n',
      '',
    ],
    [
      'nor how full a table is',
      'sysctl',
      'net/netfilter/nf_conntrack_count:0\n',
      'net/netfilter/nf_conntrack_count:7\n',
      '',
    ],
    ['sections that change by themselves are left out', 'ip-6-neigh', 'a\n', 'b\n', ''],
    [
      'a setting is a change',
      'sysctl',
      'net/ipv4/ip_forward:1\n',
      'net/ipv4/ip_forward:0\n',
      '-1 net/ipv4/ip_forward:1\n+1 net/ipv4/ip_forward:0',
    ],
  ])('%s', (_why, section, before, after, expected) => {
    expect(told(snapshot({ [section]: before }), snapshot({ [section]: after }))).toBe(expected);
  });

  it('tells what decides first, then what is configured, then what the kernel says of itself', () => {
    const before = snapshot({
      'ip-link': 'old\n',
      'ip-route': 'default via 10.0.0.1\nlink dev a proto kernel\n',
      'bridge-fdb': 'fdb old\n',
    });
    const after = snapshot({ 'ip-link': 'new\n', 'ip-route': 'default via 10.0.0.2\n', 'bridge-fdb': 'fdb new\n' });
    expect(told(before, after, { decidedAfter: new Set(['n\nhost\nbridge-fdb\n1']) })).toBe(
      [
        '+1 fdb new',
        '-1 default via 10.0.0.1',
        '+1 default via 10.0.0.2',
        '-1 old',
        '+1 new',
        '-2 link dev a proto kernel',
        '-1 fdb old',
      ].join('\n'),
    );
  });

  it('compares objects by their fields, and leaves out what the API server counts', () => {
    expect(
      told(snapshot({}, { services: [service('10.96.0.1')] }), snapshot({}, { services: [service('10.96.0.2')] })),
    ).toBe('-0 shop/api: spec.clusterIP = "10.96.0.1"\n+0 shop/api: spec.clusterIP = "10.96.0.2"');
  });

  it('says that there are more than it tells', () => {
    const lines = (prefix: string): string => Array.from({ length: 600 }, (_, i) => `${prefix} ${i}\n`).join('');
    const { changes, changesTruncated } = compareSnapshots(
      snapshot({ 'ip-route': lines('a') }),
      snapshot({ 'ip-route': lines('b') }),
      scope,
    );
    expect([changes.length, changesTruncated]).toEqual([500, true]);
  });
});
