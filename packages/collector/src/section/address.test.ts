import { describe, it } from 'vitest';
import { expectRecord, type Rows } from '../fixtures/expect-record.ts';
import { parseAddresses } from './address.ts';

describe('ip address show', () => {
  const rows: Rows = [
    [
      'the label is no flag',
      '    inet 10.0.0.2/24 brd 10.0.0.255 scope global secondary eth0',
      { flags: ['secondary'], prefixLength: 24 },
    ],
    [
      'point to point',
      '    inet 10.0.0.1 peer 10.0.0.2/32 scope global tun0',
      { address: '10.0.0.1', peer: '10.0.0.2', prefixLength: 32 },
    ],
    [
      'duplicate address',
      '    inet6 FE80::1/64 scope link dadfailed tentative ',
      { family: 6, address: 'fe80::1', scope: 'link', flags: ['dadfailed', 'tentative'] },
    ],
    [
      'metric and proto have values',
      '    inet 10.0.0.2/24 metric 100 brd 10.0.0.255 scope global proto kernel_lo dynamic eth0',
      { flags: ['dynamic'] },
    ],
  ];
  it.each(rows)('%s', (_, text, record) => {
    expectRecord(
      parseAddresses(`2: eth0@if3: <UP> mtu 1500 qdisc noop\n${text}\n       valid_lft forever preferred_lft forever`),
      {
        line: 2,
        device: 'eth0',
        ...record,
      },
    );
  });
});
