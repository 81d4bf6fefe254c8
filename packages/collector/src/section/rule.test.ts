import { describe, it } from 'vitest';
import { expectRecord, type Rows } from '../fixtures/expect-record.ts';
import { parseRules } from './rule.ts';

describe('ip rule show', () => {
  const rows: Rows = [
    [
      'not negates the whole selector',
      '100:\tnot from 10.244.1.0/24 to 10.0.0.0/8 fwmark 0x1/0xff iif cni0 lookup 100',
      {
        not: true,
        from: '10.244.1.0/24',
        to: '10.0.0.0/8',
        fwmark: 1,
        fwmask: 255,
        iif: 'cni0',
        action: 'lookup',
        table: '100',
      },
    ],
    [
      'a device that is gone',
      '101:\tfrom all oif gone0 [detached] ipproto tcp sport 1000-2000 dport 80 uidrange 0-99 unreachable',
      {
        from: undefined,
        oif: 'gone0',
        sport: { from: 1000, to: 2000 },
        dport: { from: 80, to: 80 },
        uidrange: { from: 0, to: 99 },
        action: 'unreachable',
      },
    ],
    [
      'suppressed default routes',
      '102:\tfrom all lookup main suppress_prefixlength 0',
      { suppressPrefixlength: 0, table: 'main' },
    ],
    ['goto without a target', '103:\tfrom all goto 200 [unresolved]', { action: 'goto', goto: 200 }],
    ['VRF', '1000:\tfrom all lookup [l3mdev-table]', { l3mdev: true, table: undefined, action: 'lookup' }],
    [
      'unknown words are kept',
      '9:\tfrom all frobnicate 7 lookup main',
      { unknown: ['frobnicate', '7'], table: 'main' },
    ],
    [
      'a value that cannot be read is not known',
      '9:\tfrom all fwmark green lookup main',
      { unknown: ['fwmark', 'green'] },
    ],
  ];
  it.each(rows)('%s', (_, text, record) => {
    expectRecord(parseRules(text, 4), { line: 1, unknown: [], ...record });
  });
});
