import { describe, expect, it } from 'vitest';
import { parseNetnsIds } from './nsid.ts';
import { parseSysctls } from './sysctl.ts';
import { parseTc } from './tc.ts';

describe('settings, filters and ids', () => {
  it('keeps device names with dots, and the first line of a value', () => {
    const sysctls = parseSysctls(
      'net/ipv4/conf/eth0.1/rp_filter:1\nnet/ipv4/tcp_rmem:4096\t131072\t6291456\nnet/ipv4/x:a\nnet/ipv4/x:b\nnoise',
    );
    expect([...sysctls]).toEqual([
      ['net/ipv4/conf/eth0.1/rp_filter', { value: '1', line: 1 }],
      ['net/ipv4/tcp_rmem', { value: '4096\t131072\t6291456', line: 2 }],
      ['net/ipv4/x', { value: 'a', line: 3 }],
    ]);
  });
  it('names the device and direction of a filter', () => {
    const text = `qdisc clsact ffff: dev eth0 parent ffff:fff1
qdisc htb 1: dev eth1 root refcnt 2 r2q 10
# tc filter show dev eth0 egress
filter protocol all pref 49152 bpf chain 0
filter protocol all pref 49152 bpf chain 0 handle 0x1 cil_to_netdev direct-action not_in_hw id 12
  action order 1: gact action drop`;
    expect(parseTc(text)).toMatchObject([
      { line: 1, device: 'eth0', kind: 'clsact', direction: 'ingress' },
      { line: 2, device: 'eth1', kind: 'htb', direction: 'root' },
      { line: 4, device: 'eth0', kind: 'bpf', direction: 'egress' },
      { line: 5, device: 'eth0', kind: 'bpf', direction: 'egress', text: expect.stringContaining('action drop') },
    ]);
  });
  it('maps inodes and names to the ids of namespaces', () => {
    const ids = parseNetnsIds(
      '4026532408 unassigned\n4026532571          0\nnsid 0 \nnsid 1 (iproute2 netns name: odd name)\n',
    );
    expect([...ids.byInode]).toEqual([['4026532571', 0]]);
    expect([...ids.byName]).toEqual([['odd name', 1]]);
    expect([...ids.byFrameName]).toEqual([['odd_name', 1]]);
  });
});
