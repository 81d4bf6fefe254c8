import { describe, expect, it } from 'vitest';
import { parseBridgeVlans } from './vlan.ts';

const NEW = `port              vlan-id
v1                1 PVID Egress Untagged
                  10-12
br0               None
v2
v3                7 Egress Untagged
`;
const OLD = 'port\tvlan ids\nv1\t 1 PVID Egress Untagged\n\t 10\n\nbr0\tNone\n';

describe('parseBridgeVlans', () => {
  it.each([
    [
      'a range, a port without VLANs, and one that sends without tags only',
      NEW,
      ['2 v1 1-1 pvid untagged', '3 v1 10-12', '6 v3 7-7 untagged'],
      [],
    ],
    ['as iproute2 printed it before', OLD, ['2 v1 1-1 pvid untagged', '3 v1 10-10'], []],
    ['no number, too large a number, and a range that goes backwards', 'v1 x\nv2 4096\nv3 9-2\n', [], [1, 2, 3]],
    ['a line without a device first', '   5\n', [], [1]],
    ['a device that is called like the heading', 'port 5\n', ['1 port 5-5'], []],
  ])('%s', (_, text, records, unread) => {
    const parsed = parseBridgeVlans(text);
    expect(
      parsed.records.map((r) =>
        [r.line, r.device, `${r.from}-${r.to}`, ...(r.pvid ? ['pvid'] : []), ...(r.untagged ? ['untagged'] : [])].join(
          ' ',
        ),
      ),
    ).toEqual(records);
    expect(parsed.unread).toEqual(unread);
  });
});
