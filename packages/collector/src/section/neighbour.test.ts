import { describe, it } from 'vitest';
import { expectRecord, type Rows } from '../fixtures/expect-record.ts';
import { parseFdb } from './fdb.ts';
import { parseNeighbours } from './neighbour.ts';

describe('neighbours and forwarding entries', () => {
  const rows: Rows = [
    [
      'set by flannel',
      '10.244.2.0 dev flannel.1 lladdr 02:00:00:00:00:0A PERMANENT ',
      { mac: '02:00:00:00:00:0a', state: 'PERMANENT', proxy: false },
    ],
    ['nobody answered', '10.0.0.9 dev eth0 FAILED ', { mac: undefined, state: 'FAILED' }],
    ['answered for others', '10.9.0.9 dev cni0 proxy ', { proxy: true, state: '' }],
    [
      'a router',
      'fe80::1 dev eth0 lladdr 02:00:00:00:00:01 router STALE ',
      { family: 6, router: true, state: 'STALE' },
    ],
  ];
  it.each(rows)('%s', (_, text, record) => expectRecord(parseNeighbours(text), record));
  const fdb: Rows = [
    [
      'a tunnel entry',
      '02:00:00:00:00:02 dev flannel.1 dst 192.168.0.12 self permanent',
      { device: 'flannel.1', dst: '192.168.0.12', flags: ['self', 'permanent'] },
    ],
    [
      'a bridge port',
      'da:88:f6:13:0f:87 dev v0 vlan 7 extern_learn master br0 ',
      { master: 'br0', vlan: 7, flags: ['extern_learn'] },
    ],
    [
      'a default destination',
      '00:00:00:00:00:00 dev vx0 dst fd00::5 port 4789 vni 9 via eth0 self permanent',
      { dst: 'fd00::5', port: 4789, vni: 9, via: 'eth0' },
    ],
  ];
  it.each(fdb)('%s', (_, text, record) => expectRecord(parseFdb(text), record));
});
