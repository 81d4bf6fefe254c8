import type { Packet } from '@skoop/model';
import { expect, test } from 'vitest';
import { packetRows } from './packetRows.ts';

const plain: Packet = {
  family: 4,
  source: '10.244.1.17',
  sourcePort: { from: 32768, to: 60999 },
  destination: '10.96.14.7',
  destinationPort: 80,
  protocol: 'tcp',
  tcpFlags: ['SYN'],
  ttl: 64,
  tos: 0,
  length: 60,
  dontFragment: true,
  mark: 0,
};
const tunnelled: Packet = {
  family: 4,
  source: '192.168.10.21',
  destination: '192.168.10.23',
  protocol: 'udp',
  destinationPort: 8472,
  ttl: 64,
  tos: 0,
  length: 110,
  dontFragment: false,
  mark: 0,
  encapsulated: {
    kind: 'vxlan',
    vni: 1,
    frame: {
      sourceMac: '',
      destinationMac: '',
      packet: { ...plain, destination: '10.244.3.12', destinationPort: 8080, ttl: 63 },
    },
  },
};

const brief = (a: Packet, b: Packet) => packetRows(a, b).map((r) => `${r.field}: ${r.before} ${r.sign}> ${r.after}`);

test.each([
  [
    'nothing changes: the addresses and sizes stay visible',
    plain,
    plain,
    ['src: 10.244.1.17 > 10.244.1.17', 'dst: 10.96.14.7:80 > 10.96.14.7:80', 'ttl, size: 64, 60 B, DF > 64, 60 B, DF'],
  ],
  [
    'a tunnel adds an outer header and the inner one is compared',
    plain,
    tunnelled,
    [
      'tunnel: none +> vxlan, vni 1',
      'outer src: none +> 192.168.10.21',
      'outer dst: none +> 192.168.10.23:8472',
      'src: 10.244.1.17 > 10.244.1.17',
      'dst: 10.96.14.7:80 ~> 10.244.3.12:8080',
      'ttl, size: 64, 60 B, DF ~> 63, 110 B, DF',
    ],
  ],
  [
    'a mark appears only where it is set',
    plain,
    { ...plain, mark: 0x4000 },
    [
      'src: 10.244.1.17 > 10.244.1.17',
      'dst: 10.96.14.7:80 > 10.96.14.7:80',
      'ttl, size: 64, 60 B, DF > 64, 60 B, DF',
      'mark: 0x0 +> 0x4000',
    ],
  ],
] as const)('%s', (_why, before, after, rows) => {
  expect(brief(before, after)).toEqual(rows);
});

test('IPv6 addresses with ports are bracketed', () => {
  const six: Packet = { ...plain, family: 6, source: 'fd00::1', destination: 'fd00::2' };
  expect(packetRows(six, six)[1]?.after).toBe('[fd00::2]:80');
});
