import { describe, expect, it } from 'vitest';
import { expectRecord, type Rows } from '../fixtures/expect-record.ts';
import { parseLinks } from './link.ts';

describe('ip -d link show', () => {
  const rows: Rows = [
    [
      'a tunnel of flannel: its own parameters, and flags without a value',
      `7: flannel.1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
    link/ether d6:86:82:cf:1b:9f brd ff:ff:ff:ff:ff:ff promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535
    vxlan id 1 local 10.244.1.1 dev cni0 srcport 0 0 dstport 8472 nolearning ttl auto ageing 300 udpcsum noudp6zerocsumtx`,
      {
        line: 1,
        index: 7,
        name: 'flannel.1',
        mtu: 1450,
        kind: 'vxlan',
        mac: 'd6:86:82:cf:1b:9f',
        details: expect.objectContaining({
          id: '1',
          local: '10.244.1.1',
          dstport: '8472',
          nolearning: 'true',
          srcport: '0 0',
        }),
      },
    ],
    [
      'a port of a bridge: `learning on` has a value there',
      `3: veth1@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master cni0 state UP mode DEFAULT group default
    link/ether 22:fb:30:0d:4f:58 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 1
    veth
    bridge_slave state forwarding priority 32 cost 2 hairpin on guard off learning on flood off isolated on locked off`,
      {
        master: 'cni0',
        kind: 'veth',
        linkIndex: 2,
        linkNetnsid: 0,
        port: expect.objectContaining({
          hairpin: 'on',
          learning: 'on',
          flood: 'off',
          isolated: 'on',
          state: 'forwarding',
        }),
      },
    ],
    [
      'a namespace by its name, which is known',
      `4: v@2@if3: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ether ce:46:d6:ee:f5:f7 brd ff:ff:ff:ff:ff:ff link-netns odd name promiscuity 0  allmulti 0`,
      { name: 'v@2', linkIndex: 3, linkNetnsid: 9, operstate: 'DOWN' },
    ],
    [
      'a namespace by a name that is not known is still another one',
      `4: v0@if3: <BROADCAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ether ce:46:d6:ee:f5:f7 brd ff:ff:ff:ff:ff:ff link-netns cni-1234 promiscuity 0`,
      { linkNetnsid: -1 },
    ],
    [
      'both ends in one namespace are named',
      '5: same1@same0: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000',
      { name: 'same1', linkName: 'same0', linkIndex: undefined },
    ],
    [
      'an IPIP tunnel: no Ethernet address, modes without a value',
      `9: tunl0@NONE: <NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
    link/ipip 10.0.0.1 brd 0.0.0.0 promiscuity 0 minmtu 0 maxmtu 0
    ipip any remote any local 10.0.0.1 ttl inherit nopmtudisc addrgenmode eui64`,
      {
        name: 'tunl0',
        kind: 'ipip',
        linkIndex: undefined,
        mac: undefined,
        details: expect.objectContaining({
          any: 'true',
          remote: 'any',
          local: '10.0.0.1',
          ttl: 'inherit',
          nopmtudisc: 'true',
        }),
      },
    ],
    [
      'a program at the device',
      `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 xdp qdisc mq state UP mode DEFAULT group default qlen 1000
    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff promiscuity 0 numtxqueues 4
    prog/xdp id 31 name drop_all tag 57cd311f2e27366b jited`,
      { kind: 'device', xdp: 'prog/xdp id 31 name drop_all tag 57cd311f2e27366b jited', mtu: 1500 },
    ],
    [
      'a VLAN',
      `6: eth0.5@eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff promiscuity 0
    vlan protocol 802.1Q id 5 <REORDER_HDR> addrgenmode eui64`,
      {
        linkName: 'eth0',
        kind: 'vlan',
        details: expect.objectContaining({ protocol: '802.1Q', id: '5', '<REORDER_HDR>': 'true' }),
      },
    ],
    [
      'an alias that looks like a frame',
      `3: a: <UP> mtu 1500 qdisc noop state UP mode DEFAULT
    link/ether 22:fb:30:0d:4f:58 brd ff:ff:ff:ff:ff:ff
    alias pod "one" #@ end 0`,
      { alias: 'pod "one" #@ end 0' },
    ],
  ];
  it.each(rows)('%s', (_, text, record) => {
    expectRecord(parseLinks(text, new Map([['odd name', 9]])), record);
  });
  it('keeps what it cannot read as unread lines', () => {
    expect(parseLinks('99: broken\n    link/ether 02:00:00:00:00:01').unread).toEqual([1, 2]);
  });
});
