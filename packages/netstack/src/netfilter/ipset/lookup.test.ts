import type { Packet } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import type { HookInput } from '../hook.ts';
import { testInput, testNamespace, testPacket } from '../testing/test-namespace.ts';
import { lookupSet, setOf } from './lookup.ts';

// As `ipset save` of ipset 7.17 prints them.
const SETS = `create ip hash:ip family inet
add ip 10.0.0.2
create masked hash:ip family inet netmask 24
add masked 10.0.0.0
create holes hash:ip family inet bitmask 255.0.0.255
add holes 10.0.0.2
create net hash:net family inet
add net 10.0.0.0/8
add net 10.0.0.0/24 nomatch
add net 10.0.0.2
create net6 hash:net family inet6
add net6 fd00::/64
create ipport hash:ip,port family inet
add ipport 10.0.0.2,tcp:80
add ipport 10.0.0.2,icmp:echo-request
add ipport 10.0.0.2,udp:53
create clients hash:ip,port family inet
add clients 10.0.0.1,tcp:40000
create ipport6 hash:ip,port family inet6
add ipport6 fd00::2,ipv6-icmp:echo-request
create ports bitmap:port range 0-1000
add ports 80
create ipportnet hash:ip,port,net family inet
add ipportnet 10.0.0.2,tcp:80,10.0.0.0/30
create netnet hash:net,net family inet
add netnet 10.0.0.0/24,10.0.0.0/24
add netnet 10.0.0.1,10.0.0.2 nomatch
create marked hash:ip,mark family inet
add marked 10.0.0.1,0x00000010
create iface hash:net,iface family inet
add iface 10.0.0.0/24,eth0
add iface 10.1.0.0/24,eth wildcard
add iface 10.2.0.0/24,physdev:port1
add iface 10.3.0.0/16,eth0
add iface 10.3.1.0/24,eth7
create ipmac bitmap:ip,mac range 10.0.0.0-10.0.0.255
add ipmac 10.0.0.3
add ipmac 10.0.0.4,02:00:00:00:00:04
create mac hash:mac
add mac 02:00:00:00:00:04
create list list:set
add list ip
add list net6
create loop list:set
add loop loop
create holey list:set
add holey gone`;

const ns = testNamespace({ ipset: SETS });
const ask = (name: string, dims: string, packet: Partial<Packet>, more: Partial<HookInput> = {}, nomatch = false) => {
  const set = setOf(ns, name);
  if (!set) throw new Error(`no set ${name}`);
  const answer = lookupSet(set, testInput(ns, 'FORWARD', testPacket(packet), more), dims.split(','), nomatch);
  return typeof answer === 'string' ? answer : answer.kind;
};
const V6 = { family: 6, source: 'fd00::1', destination: 'fd00::2' } as const;

describe('lookupSet', () => {
  it.each<[why: string, set: string, dims: string, packet: Partial<Packet>, answer: string, more?: Partial<HookInput>]>(
    [
      ['the destination is a member', 'ip', 'dst', {}, 'yes'],
      ['the source is none', 'ip', 'src', {}, 'no'],
      ['another family', 'ip', 'dst', V6, 'no'],
      ['netmask cuts the packet too', 'masked', 'dst', { destination: '10.0.0.77' }, 'yes'],
      ['netmask: the net next to it', 'masked', 'dst', { destination: '10.0.1.0' }, 'no'],
      ['bitmask with holes', 'holes', 'dst', { destination: '10.7.7.2' }, 'yes'],
      ['bitmask with holes, other end', 'holes', 'dst', { destination: '10.7.7.3' }, 'no'],
      ['the longest prefix wins: member', 'net', 'dst', {}, 'yes'],
      ['the longest prefix wins: nomatch', 'net', 'dst', { destination: '10.0.0.3' }, 'no'],
      ['the longest prefix wins: the wide net', 'net', 'dst', { destination: '10.9.0.3' }, 'yes'],
      ['IPv6', 'net6', 'dst', V6, 'yes'],
      ['IPv6, outside', 'net6', 'dst', { ...V6, destination: 'fd01::2' }, 'no'],
      ['address and port', 'ipport', 'dst,dst', {}, 'yes'],
      ['the port of another protocol', 'ipport', 'dst,dst', { protocol: 'udp' }, 'no'],
      ['too few directions', 'ipport', 'dst', {}, 'no'],
      ['directions in order', 'ipport', 'dst,src', { sourcePort: 80, destinationPort: 1 }, 'yes'],
      ['a source port that is not fixed', 'clients', 'src,src', {}, 'maybe'],
      ['a source port that is fixed', 'clients', 'src,src', { sourcePort: 40000 }, 'yes'],
      ['a source port beyond all members', 'clients', 'src,src', { sourcePort: { from: 1, to: 9 } }, 'no'],
      ['bitmap:port takes TCP', 'ports', 'dst', {}, 'yes'],
      ['bitmap:port takes no SCTP', 'ports', 'dst', { protocol: 'sctp' }, 'no'],
      ['three dimensions', 'ipportnet', 'dst,dst,src', {}, 'yes'],
      ['three dimensions, net beside', 'ipportnet', 'dst,dst,src', { source: '10.0.0.4' }, 'no'],
      ['two nets', 'netnet', 'src,dst', { source: '10.0.0.9' }, 'yes'],
      ['two nets, nomatch of the pair', 'netnet', 'src,dst', {}, 'no'],
      ['mark', 'marked', 'src,src', { mark: 16 }, 'yes'],
      ['another mark', 'marked', 'src,src', { mark: 17 }, 'no'],
      ['input device', 'iface', 'src,src', {}, 'yes'],
      ['a wider network', 'iface', 'src,src', { source: '10.3.2.1' }, 'yes'],
      ['the most specific network is there with another device only', 'iface', 'src,src', { source: '10.3.1.1' }, 'no'],
      ['output device', 'iface', 'src,dst', {}, 'no'],
      ['the beginning of a device', 'iface', 'src,dst', { source: '10.1.0.1' }, 'yes'],
      ['a bridge port', 'iface', 'src,src', { source: '10.2.0.1' }, 'maybe', { physInDevice: 'port1' }],
      ['another bridge port', 'iface', 'src,src', { source: '10.2.0.1' }, 'no', { physInDevice: 'port2' }],
      ['a bridge port, but routed', 'iface', 'src,src', { source: '10.2.0.1' }, 'no'],
      ['MAC', 'ipmac', 'src,src', { source: '10.0.0.4' }, 'yes', { sourceMac: '02:00:00:00:00:04' }],
      ['another MAC', 'ipmac', 'src,src', { source: '10.0.0.4' }, 'no', { sourceMac: '02:00:00:00:00:05' }],
      ['no MAC yet', 'ipmac', 'src,src', { source: '10.0.0.3' }, 'yes', { sourceMac: '02:00:00:00:00:05' }],
      ['MAC that nobody knows', 'mac', 'src', {}, 'maybe'],
      ['MAC of a local packet', 'mac', 'src', {}, 'no', { inDevice: undefined } as never],
      ['list of sets', 'list', 'dst', {}, 'yes'],
      ['list of sets of both families', 'list', 'dst', V6, 'yes'],
      ['list of itself', 'loop', 'dst', {}, 'no'],
      ['list of a set that is not there', 'holey', 'dst', {}, 'maybe'],
    ],
  )('%s', (_why, set, dims, packet, answer, more) => {
    expect(ask(set, dims, packet, more)).toBe(answer);
  });

  it.each([
    ['finds echo requests by name', 'ipport', {}, 'icmp', 8, 'yes'],
    ['but not their replies', 'ipport', {}, 'icmp', 0, 'no'],
    ['of IPv6 too', 'ipport6', V6, 'icmpv6', 128, 'yes'],
  ] as const)('%s', (_why, set, packet, protocol, type, answer) => {
    expect(ask(set, 'dst,dst', { ...packet, protocol, icmp: { type, code: 0 } } as Partial<Packet>)).toBe(answer);
  });

  it.each([
    ['--return-nomatch turns nets around', 'net', '10.0.0.3', 'yes'],
    ['--return-nomatch says no to a member', 'net', '10.0.0.2', 'no'],
    ['a type without networks passes over it', 'ip', '10.0.0.2', 'yes'],
  ])('%s', (_why, set, destination, answer) => {
    expect(ask(set, 'dst', { destination }, {}, true)).toBe(answer);
  });
});
