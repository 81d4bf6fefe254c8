import { describe, it } from 'vitest';
import { expectRecord, type Rows } from '../fixtures/expect-record.ts';
import { parseConntrack } from './conntrack.ts';

describe('conntrack', () => {
  const rows: Rows = [
    [
      'a service was rewritten',
      'ipv4     2 tcp      6 431999 ESTABLISHED src=10.1.0.2 dst=10.96.0.10 sport=50000 dport=80 src=10.1.0.3 dst=10.1.0.2 sport=8080 dport=50000 [ASSURED] mark=5 zone=3 use=1',
      {
        protocol: 'tcp',
        state: 'ESTABLISHED',
        timeout: 431999,
        mark: 5,
        zone: 3,
        flags: ['ASSURED'],
        original: { source: '10.1.0.2', destination: '10.96.0.10', sourcePort: 50000, destinationPort: 80 },
        reply: { source: '10.1.0.3', destination: '10.1.0.2', sourcePort: 8080, destinationPort: 50000 },
      },
    ],
    [
      'not answered, short form',
      'udp      17 29 src=10.1.0.2 dst=10.96.0.10 sport=5 dport=53 [UNREPLIED] src=10.1.0.9 dst=10.1.0.2 sport=53 dport=5 mark=0 use=1',
      { protocol: 'udp', state: undefined, flags: ['UNREPLIED'], timeout: 29 },
    ],
    [
      'ping',
      'ipv6     10 icmpv6   58 29 src=fd00::1 dst=fd00::2 type=128 code=0 id=77 src=fd00::2 dst=fd00::1 type=129 code=0 id=77 mark=0 use=1',
      { family: 6, original: { source: 'fd00::1', destination: 'fd00::2', icmp: { type: 128, code: 0, id: 77 } } },
    ],
  ];
  it.each(rows)('%s', (_, text, record) => expectRecord(parseConntrack(text), record));
});
