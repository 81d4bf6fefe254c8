import { describe, expect, test } from 'vitest';
import { OUTSIDE } from '../outside.ts';
import { type Sketch, sketchDump } from '../testing/dump.ts';
import { addressType } from './address-type.ts';
import type { RouteKey } from './key.ts';
import { lookupRoute } from './lookup.ts';
import { selectSourceAddress } from './source-address.ts';
import { validateSource } from './validate-source.ts';

const machine = (s: Partial<Sketch>) => ({
  ...OUTSIDE,
  dump: sketchDump({
    links: ['lo', 'eth0 mac=02:00:00:00:00:01', 'eth1 mac=02:00:00:00:00:02'],
    addresses: ['lo 127.0.0.1/8', 'eth0 10.0.0.1/24', 'eth1 10.1.0.1/24'],
    ...s,
  }),
});

const cases: readonly (readonly [
  why: string,
  state: {
    readonly routes?: readonly string[];
    readonly rules?: readonly string[];
    readonly sysctls?: Sketch['sysctls'];
  },
  key: Partial<RouteKey>,
  expected: string,
])[] = [
  [
    'longest prefix wins',
    { routes: ['10.2.0.0/16 dev eth0', '10.2.3.0/24 dev eth1'] },
    { destination: '10.2.3.4' },
    'eth1',
  ],
  [
    'then the lower metric',
    { routes: ['10.2.0.0/16 dev eth0 metric 9', '10.2.0.0/16 dev eth1 metric 5'] },
    { destination: '10.2.3.4' },
    'eth1',
  ],
  ['an own address is local', {}, { destination: '10.1.0.1' }, 'local'],
  ['no route at all', {}, { destination: '9.9.9.9' }, 'ENETUNREACH'],
  [
    'a route `unreachable` is EHOSTUNREACH',
    { routes: ['unreachable 9.0.0.0/8'] },
    { destination: '9.9.9.9' },
    'EHOSTUNREACH',
  ],
  [
    'a rule `unreachable` is ENETUNREACH',
    { rules: ['10: from all to 9.0.0.0/8 unreachable'] },
    { destination: '9.9.9.9' },
    'ENETUNREACH',
  ],
  ['a blackhole is EINVAL', { routes: ['blackhole 9.0.0.0/8'] }, { destination: '9.9.9.9' }, 'EINVAL'],
  ['prohibit is EACCES', { routes: ['prohibit 9.0.0.0/8'] }, { destination: '9.9.9.9' }, 'EACCES'],
  [
    'throw goes on with the next rule',
    { routes: ['throw 9.0.0.0/8 table 7', 'default via 10.0.0.2 dev eth0'], rules: ['10: from all lookup 7'] },
    { destination: '9.9.9.9' },
    'eth0 via 10.0.0.2',
  ],
  [
    'a rule by source',
    {
      routes: ['default via 10.1.0.2 dev eth1 table 7', 'default via 10.0.0.2 dev eth0'],
      rules: ['10: from 10.1.0.0/24 lookup 7'],
    },
    { destination: '9.9.9.9', source: '10.1.0.1' },
    'eth1 via 10.1.0.2',
  ],
  [
    '`not` negates all selectors together',
    {
      routes: ['default via 10.1.0.2 dev eth1 table 7', 'default via 10.0.0.2 dev eth0'],
      rules: ['10: not from 10.1.0.0/24 fwmark 0x1 lookup 7'],
    },
    { destination: '9.9.9.9', source: '10.1.0.1' },
    'eth1 via 10.1.0.2',
  ],
  [
    'a mark is compared under its mask',
    { routes: ['default via 10.1.0.2 dev eth1 table 7'], rules: ['10: from all fwmark 0x4000/0x4000 lookup 7'] },
    { destination: '9.9.9.9', mark: 0x4001 },
    'eth1 via 10.1.0.2',
  ],
  [
    'the top bit of a mark is a bit like others',
    {
      routes: ['default via 10.1.0.2 dev eth1 table 7'],
      rules: ['10: from all fwmark 0x80000000/0x80000000 lookup 7'],
    },
    { destination: '9.9.9.9', mark: 0x80000000 },
    'eth1 via 10.1.0.2',
  ],
  [
    'suppress_prefixlength 0 hides the default',
    {
      routes: ['default via 10.0.0.2 dev eth0', 'default via 10.1.0.2 dev eth1 table 7'],
      rules: ['10: from all lookup main suppress_prefixlength 0', '11: from all lookup 7'],
    },
    { destination: '9.9.9.9' },
    'eth1 via 10.1.0.2',
  ],
  [
    'goto jumps over rules',
    {
      routes: ['default via 10.0.0.2 dev eth0'],
      rules: ['10: from all goto 30', '20: from all to 9.0.0.0/8 prohibit', '30: from all lookup main'],
    },
    { destination: '9.9.9.9' },
    'eth0 via 10.0.0.2',
  ],
  [
    'iif lo is what the machine sends itself',
    { rules: ['10: from all to 9.0.0.0/8 iif lo prohibit'] },
    { destination: '9.9.9.9', inDevice: 'lo' },
    'EACCES',
  ],
  [
    'a dead next hop is passed over',
    { routes: ['9.0.0.0/8 via 10.0.0.2 dev eth0 dead', 'default via 10.1.0.2 dev eth1'] },
    { destination: '9.9.9.9' },
    'eth1 via 10.1.0.2',
  ],
  [
    'linkdown is used',
    { routes: ['9.0.0.0/8 via 10.0.0.2 dev eth0 linkdown', 'default via 10.1.0.2 dev eth1'] },
    { destination: '9.9.9.9' },
    'eth0 via 10.0.0.2',
  ],
  [
    'unless the sysctl says otherwise',
    {
      routes: ['9.0.0.0/8 via 10.0.0.2 dev eth0 linkdown', 'default via 10.1.0.2 dev eth1'],
      sysctls: { 'net/ipv4/conf/all/ignore_routes_with_linkdown': 1 },
    },
    { destination: '9.9.9.9' },
    'eth1 via 10.1.0.2',
  ],
  [
    'a fixed device passes routes of others over',
    { routes: ['9.0.0.0/8 dev eth0', 'default via 10.1.0.2 dev eth1'] },
    { destination: '9.9.9.9', outDevice: 'eth1' },
    'eth1 via 10.1.0.2',
  ],
  [
    'IPv6 by the same code',
    { routes: ['fd00::/8 dev eth0', 'fd01::/16 via fe80::1 dev eth1'] },
    { family: 6, destination: 'fd01::5' },
    'eth1 via fe80::1',
  ],
];

describe('lookupRoute', () => {
  test.each(cases)('%s', (_why, state, key, expected) => {
    const r = lookupRoute(machine(state), { family: 4, destination: '', ...key });
    const hop = r.kind === 'route' ? r.nexthops[0] : undefined;
    const via = hop?.via === undefined ? '' : ` via ${hop.via}`;
    expect(r.kind === 'error' ? r.errno : r.type === 'local' ? 'local' : `${hop?.device}${via}`).toBe(expected);
  });

  test('a rule on the user is undecided until somebody says who asks', () => {
    const ns = machine({
      rules: ['10: from all uidrange 1000-1000 prohibit'],
      routes: ['default via 10.0.0.2 dev eth0'],
    });
    const key = { family: 4, destination: '9.9.9.9' } as const;
    expect(lookupRoute(ns, key)).toMatchObject({ kind: 'route', undecided: [{ priority: 10 }] });
    expect(lookupRoute(ns, { ...key, undecided: 'met' })).toMatchObject({ kind: 'error', errno: 'EACCES' });
    expect(lookupRoute(ns, { ...key, uid: 1000 })).toMatchObject({ kind: 'error', undecided: [] });
  });
});

describe('addressType', () => {
  test.each([
    ['an own address', '10.0.0.1', undefined, 'local'],
    ['an own address seen from another device', '10.0.0.1', 'eth1', 'unicast'],
    ['all of 127/8', '127.9.9.9', undefined, 'local'],
    ['anybody else', '9.9.9.9', undefined, 'unicast'],
    ['multicast', '224.0.0.1', undefined, 'multicast'],
    ['the limited broadcast', '255.255.255.255', undefined, 'broadcast'],
  ])('%s', (_why, address, device, expected) => {
    expect(addressType(machine({}), address, device)).toBe(expected);
  });
});

describe('selectSourceAddress', () => {
  test.each([
    ['the address of the next hop’s subnet', ['default via 10.1.0.2 dev eth1'], '10.1.0.1'],
    ['src of the route', ['default via 10.1.0.2 dev eth1 src 10.0.0.1'], '10.0.0.1'],
  ])('%s', (_why, routes, expected) => {
    const ns = machine({ routes });
    const r = lookupRoute(ns, { family: 4, destination: '9.9.9.9' });
    expect(r.kind === 'route' && selectSourceAddress(ns, r.route, r.nexthops[0], '9.9.9.9')).toBe(expected);
  });
});

describe('validateSource', () => {
  const back = ['default via 10.1.0.2 dev eth1'];
  test.each([
    ['off: any way back will do', back, {}, '9.9.9.9', 'ok'],
    ['strict: the way back is by another device', back, { 'net/ipv4/conf/all/rp_filter': 1 }, '9.9.9.9', 'IP_RPFILTER'],
    [
      'the larger of all and the device counts',
      back,
      { 'net/ipv4/conf/all/rp_filter': 1, 'net/ipv4/conf/eth0/rp_filter': 2 },
      '9.9.9.9',
      'ok',
    ],
    ['loose: some way back is enough', back, { 'net/ipv4/conf/eth0/rp_filter': 2 }, '9.9.9.9', 'ok'],
    ['loose: there is none', [], { 'net/ipv4/conf/eth0/rp_filter': 2 }, '9.9.9.9', 'IP_RPFILTER'],
    ['an own address as source', [], {}, '10.1.0.1', 'IP_LOCAL_SOURCE'],
    ['accept_local lets it in', [], { 'net/ipv4/conf/all/accept_local': 1 }, '10.1.0.1', 'ok'],
    [
      'a route of type local that somebody made counts too',
      ['local 9.9.9.9 dev lo table local'],
      {},
      '9.9.9.9',
      'IP_LOCAL_SOURCE',
    ],
    [
      'in a table that nothing asks it makes the kernel look closer',
      ['local 9.9.9.9 dev lo table 7'],
      {},
      '9.9.9.9',
      'ok',
    ],
  ])('%s', (_why, routes, sysctls, source, expected) => {
    const packet = { source, destination: '10.0.0.1', mark: 0, tos: 0, protocol: 'tcp' };
    const check = validateSource(machine({ routes, sysctls }), packet, 'eth0', undefined);
    expect(check.ok ? 'ok' : check.reason).toBe(expected);
  });
});
