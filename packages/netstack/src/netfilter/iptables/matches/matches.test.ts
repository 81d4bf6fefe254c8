import type { Packet } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import type { HookInput, InetHook } from '../../hook.ts';
import { ruleContext, testInput, testNamespace, testPacket } from '../../testing/test-namespace.ts';
import { compileRule } from '../compile.ts';

const ns = testNamespace({ addresses: ['eth0 10.0.0.254/24', 'eth1 10.0.1.254/24'] });
const ask = (rule: string, packet: Partial<Packet>, hook: InetHook, more: Partial<HookInput>): string => {
  const context = ruleContext(ns, { chain: hook, recentSets: ['ours'] });
  const { tests } = compileRule(rule.split(' '), context, () => false);
  const input = testInput(ns, hook, testPacket(packet), more);
  const answers = tests.map((t) => t(input)).map((a) => (typeof a === 'string' ? a : a.kind));
  return answers.find((a) => a !== 'yes') ?? 'yes';
};

describe('matches', () => {
  it.each<
    [why: string, rule: string, answer: string, packet?: Partial<Packet>, hook?: InetHook, more?: Partial<HookInput>]
  >([
    ['a range of addresses', '-m iprange --src-range 10.0.0.1-10.0.0.9', 'yes'],
    ['a range of addresses, beside', '-m iprange --src-range 10.0.0.2-10.0.0.9', 'no'],
    ['! of a range', '-m iprange ! --src-range 10.0.0.2-10.0.0.9', 'yes'],
    ['bytes of the packet', '-m length --length 60', 'yes'],
    ['bytes from', '-m length --length 61:', 'no'],
    ['ttl', '-m ttl --ttl-lt 64', 'no'],
    ['dscp', '-m dscp --dscp 0x08', 'yes', { tos: 0x20 }],
    ['tos with its mask', '-m tos --tos 0x20/0xff', 'no', { tos: 0x24 }],
    ['mark with its mask', '-m mark --mark 0x4000/0x4000', 'yes', { mark: 0x4001 }],
    ['! mark', '-m mark ! --mark 0x4000/0x4000', 'no', { mark: 0x4001 }],
    ['MSS of a SYN', '-p tcp -m tcpmss --mss 1400:1500', 'yes'],
    ['a list called DEFAULT that rules of nobody fill', '-m recent --rcheck', 'maybe'],
    ['a list that rules fill holds no new client', '-m recent --name ours --rcheck', 'no'],
    ['nor as often as it takes', '-m recent --name ours --update --seconds 60 --hitcount 4', 'no'],
    ['! of a list', '-m recent ! --rcheck --name ours', 'yes'],
    ['owner of a local packet', '-m owner --uid-owner 5', 'yes', {}, 'OUTPUT', { owner: { uid: 5 } }],
    ['another owner', '-m owner ! --uid-owner 5', 'no', {}, 'OUTPUT', { owner: { uid: 5 } }],
    ['an owner that nobody knows', '-m owner --uid-owner 5', 'maybe', {}, 'OUTPUT', { owner: {} }],
    ['a range of owners', '-m owner --uid-owner 1-9', 'yes', {}, 'OUTPUT', { owner: { uid: 5 } }],
    ['source MAC', '-m mac --mac-source 02:00:00:00:00:01', 'yes', {}, 'INPUT', { sourceMac: '02:00:00:00:00:01' }],
    ['another MAC', '-m mac --mac-source 02:00:00:00:00:02', 'no', {}, 'INPUT', { sourceMac: '02:00:00:00:00:01' }],
    ['no IPsec policy', '-m policy --dir in --pol none', 'yes'],
    ['a rate limit', '-m limit --limit 5/min', 'maybe'],
    ['a rate limit after a test that fails', '-p udp -m limit --limit 5/min', 'no'],
    ['a BPF program', '-m bpf --bytecode 1,6_0_0_0', 'maybe'],
    ['u32: the length ends in 0xc', '-m u32 --u32 0&0xF=12', 'yes'],
    ['u32: the id of the packet is not known', '-m u32 --u32 4>>16=5', 'maybe'],
    ['u32: beyond the end of the packet', '-m u32 --u32 0>>22&0x3C@200=0', 'no'],
    ['u32: known bits exclude it', '-m u32 --u32 4&0x4000FFFF=0x1', 'no'],
    ['dice', '-m statistic --mode random --probability 0.5', 'random'],
    ['ports', '-p tcp -m multiport --dports 1:79,81,443', 'no'],
    ['ports either way', '-p tcp -m multiport --ports 80', 'yes'],
    ['a source port that is not fixed, in part', '-p tcp --sport 40000', 'maybe'],
    ['a source port that is not fixed, as a whole', '-p tcp --sport 1024:65535', 'yes'],
    ['an address of the node', '-m addrtype --dst-type LOCAL', 'yes', { destination: '10.0.0.254' }],
    ['no address of the node', '-m addrtype --dst-type LOCAL', 'no'],
  ])('%s', (_why, rule, answer, packet = {}, hook = 'FORWARD', more = {}) => {
    expect(ask(rule, packet, hook, more)).toBe(answer);
  });
});
