import { describe, expect, it } from 'vitest';
import { parseIpsets } from './ipset.ts';

describe('ipset save', () => {
  it('puts entries into their sets, with options and quoted comments', () => {
    const text = `create plain hash:net family inet hashsize 1024 maxelem 65536 comment bucketsize 12 initval 0x1f1ba298
add plain 10.0.0.0/8 nomatch comment "not this"
create six hash:ip,port family inet6 hashsize 1024 maxelem 65536 timeout 600
add six fd00::1,tcp:80 timeout 499
add gone 10.0.0.1`;
    const { records, unread } = parseIpsets(text);
    expect(unread).toEqual([5]);
    expect(records).toMatchObject([
      {
        name: 'plain',
        type: 'hash:net',
        family: 4,
        options: { comment: 'true' },
        entries: [{ line: 2, value: '10.0.0.0/8', nomatch: true, options: { comment: 'not this' } }],
      },
      {
        name: 'six',
        family: 6,
        options: { timeout: '600' },
        entries: [{ value: 'fd00::1,tcp:80', nomatch: false, options: { timeout: '499' } }],
      },
    ]);
  });
});
