import { describe, expect, it } from 'vitest';
import { expectRecord, type Rows } from '../fixtures/expect-record.ts';
import { parseRoutes } from './route.ts';

describe('ip route show table all', () => {
  const rows: Rows = [
    [
      'default',
      'default via 10.0.0.1 dev eth0 ',
      {
        destination: '0.0.0.0/0',
        type: 'unicast',
        table: 'main',
        metric: 0,
        nexthops: [{ via: '10.0.0.1', viaFamily: 4, device: 'eth0', weight: 1, flags: [] }],
      },
    ],
    [
      'a host has no length',
      'local 10.0.0.1 dev eth0 table local proto kernel scope host src 10.0.0.1',
      { type: 'local', destination: '10.0.0.1/32', table: 'local', scope: 'host', prefsrc: '10.0.0.1' },
    ],
    [
      'next hop of the other family',
      '10.53.0.0/16 tos 0x10 via inet6 fe80::1 dev cni0 src 10.244.1.1',
      { tos: 16, nexthops: [{ via: 'fe80::1', viaFamily: 6, device: 'cni0', weight: 1, flags: [] }] },
    ],
    [
      'multipath goes on in the next lines',
      '10.50.0.0/16 metric 100 mtu lock 1400 \n\tnexthop via 10.1.0.2 dev cni0 weight 2 \n\tnexthop via 10.1.0.3 dev eth1 weight 1 onlink',
      {
        mtu: 1400,
        mtuLocked: true,
        nexthops: [
          { via: '10.1.0.2', viaFamily: 4, device: 'cni0', weight: 2, flags: [] },
          { via: '10.1.0.3', viaFamily: 4, device: 'eth1', weight: 1, flags: ['onlink'] },
        ],
      },
    ],
    [
      'a next hop that is down',
      '10.2.0.0/16 via 10.0.0.9 dev eth1 dead linkdown ',
      { nexthops: [{ via: '10.0.0.9', viaFamily: 4, device: 'eth1', weight: 1, flags: ['dead', 'linkdown'] }] },
    ],
    ['no device at all', 'blackhole 10.51.0.0/16 proto 80 ', { type: 'blackhole', nexthops: [] }],
    ['a large metric', 'unreachable default metric 4278198272', { type: 'unreachable', metric: 4278198272 }],
    ['a next hop object', '10.54.0.0/16 nhid 7 via 10.244.1.4 dev cni0', { nexthopId: 7 }],
    [
      'a lightweight tunnel',
      '10.9.0.0/16 encap ip id 100 src 0.0.0.0 dst 10.0.0.5 ttl 0 tos 0 via 10.0.0.5 dev vxlan0',
      {
        nexthops: [
          {
            via: '10.0.0.5',
            viaFamily: 4,
            device: 'vxlan0',
            weight: 1,
            flags: [],
            encap: 'ip id 100 src 0.0.0.0 dst 10.0.0.5 ttl 0 tos 0',
          },
        ],
      },
    ],
    [
      'a device called like a word',
      '10.3.0.0/24 dev table scope link',
      { table: 'main', scope: 'link', nexthops: [{ device: 'table', weight: 1, flags: [] }] },
    ],
  ];
  it.each(rows)('%s', (_, text, record) => {
    expectRecord(parseRoutes(text, 4), { line: 1, family: 4, ...record });
  });
  it('reads what only IPv6 has', () => {
    expectRecord(
      parseRoutes('fd00:52::/64 from fd00:1::/64 via fd00::2 dev cni0 metric 1024 expires 100sec pref medium', 6),
      { source: 'fd00:1::/64', metric: 1024 },
    );
    expectRecord(parseRoutes('unreachable default dev lo metric 4294967295 error -101 pref medium', 6), {
      destination: '::/0',
      type: 'unreachable',
    });
  });
  it('does not guess a destination', () => {
    expect(parseRoutes('10.0.0.0/99 dev eth0\nRTNETLINK answers: no', 4)).toEqual({ records: [], unread: [1, 2] });
  });
});
