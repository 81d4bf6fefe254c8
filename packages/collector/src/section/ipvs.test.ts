import { describe, expect, it } from 'vitest';
import { parseIpvs } from './ipvs.ts';
import { withIpvsDetails } from './ipvs-details.ts';

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

describe('what /proc/net/ip_vs does not tell', () => {
  const { records } = parseIpvs(`TCP  0A60000B:0050 mh persistent 10800 FFFFFFFF
  -> 0AF40103:1F90      Masq    1      0          0
TCP  [fd00:0000:0000:0000:0000:0000:0000:000a]:0050 sh
FWM  00000007 rr persistent 60 FFFFFFFF`);
  const flags = `-A -t 10.96.0.11:80 -s mh -p 10800 -b mh-fallback,mh-port
-a -t 10.96.0.11:80 -r 10.244.1.3:8080 -m -w 1
-A -t [fd00::a]:80 -s sh
-A -f 7 -s rr -p 60`;
  const templates = `Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
TCP 0AF40102 0000 0A60000B 0050 0AF40103 1F90 NONE            10796
TCP 0AF40102 C350 0A60000B 0050 0AF40103 1F90 ESTABLISHED       896
IP  CB007109 0000 00000007 0000 0AF40104 0000 NONE               59`;

  it('flags of schedulers by service, none where none is printed', () => {
    expect(withIpvsDetails(records, flags, undefined).map((s) => s.schedulerFlags)).toEqual([
      ['mh-fallback', 'mh-port'],
      [],
      [],
    ]);
  });
  it('templates of persistent services, by address or by mark', () => {
    expect(withIpvsDetails(records, undefined, templates).map((s) => s.templates)).toEqual([
      [{ line: 2, client: '10.244.1.2', server: '10.244.1.3', serverPort: 8080 }],
      undefined,
      [{ line: 4, client: '203.0.113.9', server: '10.244.1.4', serverPort: 0 }],
    ]);
  });
  it('stays unsaid where it was not collected', () => {
    expect(withIpvsDetails(records, undefined, undefined)).toBe(records);
  });
});
