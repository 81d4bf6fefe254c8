import { describe, expect, it } from 'vitest';
import { parseIpvs } from './ipvs.ts';

describe('/proc/net/ip_vs', () => {
  it('reads addresses, schedulers, weights and methods', () => {
    const text = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A600001:01BB rr persistent 10800 FFFFFFFF
  -> 0AF40102:192B      Masq    1      3          0
  -> 0AF40103:192B      Masq    0      0          0
UDP  [fd00:0000:0000:0000:0000:0000:0000:000a]:0035 wlc ops
  -> [fd00:0244:0000:0000:0000:0000:0000:0002]:0035      Tunnel  1      0          0
FWM  0000000A sh
  -> 0AF40102:0050      Route   5      0          0 `;
    const { records, unread } = parseIpvs(text);
    expect(unread).toEqual([]);
    expect(records).toMatchObject([
      {
        line: 4,
        protocol: 'tcp',
        address: '10.96.0.1',
        port: 443,
        scheduler: 'rr',
        persistent: 10800,
        destinations: [
          { line: 5, address: '10.244.1.2', port: 6443, method: 'masq', weight: 1, activeConnections: 3 },
          { weight: 0 },
        ],
      },
      {
        protocol: 'udp',
        address: 'fd00::a',
        port: 53,
        flags: ['ops'],
        destinations: [{ address: 'fd00:244::2', method: 'tunnel' }],
      },
      { fwmark: 10, scheduler: 'sh', destinations: [{ method: 'route', weight: 5 }] },
    ]);
  });
});
