import { describe, it } from 'vitest';
import { expectRecord, type Rows } from '../fixtures/expect-record.ts';
import { parseProcSockets } from './proc-socket.ts';

describe('/proc/net sockets, where there is no ss', () => {
  const rows: Rows = [
    [
      'listening on loopback',
      'tcp:   0: 0100007F:1F90 00000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 532 1',
      { protocol: 'tcp', state: 'LISTEN', address: '127.0.0.1', port: 8080, recvQueue: 2 },
    ],
    [
      'IPv6',
      'tcp6:   0: 000000FD000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 5 1',
      { family: 6, address: 'fd00::1', port: 80 },
    ],
    [
      'UDP is unconnected',
      'udp:  10: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2',
      { protocol: 'udp', state: 'UNCONN', port: 53 },
    ],
  ];
  it.each(rows)('%s', (_, text, record) => expectRecord(parseProcSockets(text), record));
});
