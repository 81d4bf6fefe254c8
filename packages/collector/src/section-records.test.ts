import { expect, test } from 'vitest';
import { sectionRecords } from './section-records.ts';

test.each([
  ['routes keep their lines', 'ip-route', 'default via 10.0.0.1 dev eth0\n10.244.1.0/24 dev cni0\n', [1, 2]],
  [
    'rules are told with table and chain',
    'iptables-nft-save',
    '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DROP\nCOMMIT\n',
    [3],
  ],
  ['settings', 'sysctl', 'net/ipv4/ip_forward:1\n', [1]],
  ['a section that nothing reads', 'resolv-conf', 'nameserver 10.96.0.10\n', []],
  ['a name of the prototype is no section', 'constructor', 'x\n', []],
])('%s', (_why, name, text, lines) => {
  expect(sectionRecords(name, text).map((r) => r.line)).toEqual(lines);
});
