import { describe, it } from 'vitest';
import { expectRecord, type Rows } from '../fixtures/expect-record.ts';
import { parseSockets } from './socket.ts';

describe('ss -ntuwe', () => {
  const rows: Rows = [
    [
      'IPv4 wildcard',
      'tcp   LISTEN 0      7                  0.0.0.0:81        0.0.0.0:*    ino:1 sk:1 cgroup:/ <->',
      { protocol: 'tcp', family: 4, address: '0.0.0.0', port: 81, v6only: false, sendQueue: 7, peerAddress: undefined },
    ],
    [
      'IPv6 wildcard that takes IPv4 too',
      'tcp   LISTEN 0      7                        *:82              *:*    ino:1 sk:1 cgroup:/ v6only:0 <->',
      { family: 6, address: '::', v6only: false },
    ],
    [
      'IPv6 only',
      'tcp   LISTEN 0      7                     [::]:83           [::]:*    ino:1 sk:1 cgroup:/ v6only:1 <->',
      { family: 6, address: '::', v6only: true },
    ],
    [
      'bound to a device',
      'udp   UNCONN 0      0             0.0.0.0%cni0:54        0.0.0.0:*    ino:1 sk:1',
      { protocol: 'udp', device: 'cni0', port: 54 },
    ],
    [
      'bound to a device, both families',
      'udp   UNCONN 0      0                   *%cni0:55              *:*    ino:1 v6only:0',
      { device: 'cni0', family: 6, address: '::', port: 55 },
    ],
    [
      'an accept queue that fills',
      'tcp   LISTEN 5      4                127.0.0.1:8080      0.0.0.0:*    ino:1',
      { recvQueue: 5, sendQueue: 4, address: '127.0.0.1' },
    ],
    [
      'a connection',
      'tcp   ESTAB 0      0          127.0.0.1:8080     127.0.0.1:49916 ino:0 sk:32d',
      { state: 'ESTAB', peerAddress: '127.0.0.1', peerPort: 49916 },
    ],
    [
      'a raw socket has its protocol for a port',
      'raw   UNCONN 0      0                  0.0.0.0:1         0.0.0.0:*',
      { protocol: 'raw', port: 1 },
    ],
    [
      'link-local with a zone',
      'udp   UNCONN 0      0      [fe80::1]%eth0:546      [::]:*    v6only:1',
      { address: 'fe80::1', device: 'eth0' },
    ],
    [
      'an old ss: a star without v6only is IPv4',
      'tcp    LISTEN     0      128       *:22                    *:*',
      { family: 4, address: '0.0.0.0', port: 22 },
    ],
    [
      'an old ss: three colons',
      'tcp    LISTEN     0      128      :::22                   :::*',
      { family: 6, address: '::', port: 22, v6only: false },
    ],
  ];
  it.each(rows)('%s', (_, text, record) => {
    expectRecord(parseSockets(`Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n${text}`), {
      line: 2,
      ...record,
    });
  });
});
