import type { Gap, RawSection } from '@skoop/model';
import { expect, test } from 'vitest';
import { runHook } from './run-hook.ts';
import { testInput, testNamespace, testPacket } from './testing/test-namespace.ts';

const ALL = ['iptables-legacy-save', 'ip6tables-legacy-save', 'iptables-nft-save', 'ip6tables-nft-save', 'nft-json'];
const section = (name: string): RawSection => ({ name, command: name, status: 0, text: '', truncated: false });
const gap = (id: string, name: string): Gap => ({
  id,
  node: 'n1',
  netns: 'host',
  message: `${name}: ${id}`,
  evidence: { node: 'n1', netns: 'host', section: name, line: 0, text: '' },
});

test.each<[why: string, present: readonly string[], gaps: readonly Gap[], ends: readonly string[]]>([
  ['all was read', ALL, [], ['accept']],
  ['no nft, but iptables-nft was read', ALL, [gap('tool-missing', 'nft-json')], ['accept']],
  ['no iptables-nft, but nft was read', ALL, [gap('tool-missing', 'iptables-nft-save')], ['accept']],
  [
    'neither of them',
    ALL,
    [gap('tool-missing', 'nft-json'), gap('tool-missing', 'iptables-nft-save')],
    ['accept', 'unknown'],
  ],
  ['legacy tables are there, but no tool', ALL, [gap('tool-missing', 'iptables-legacy-save')], ['accept', 'unknown']],
  ['rules were cut', ALL, [gap('section-truncated', 'iptables-nft-save')], ['accept', 'unknown']],
  ['rules of the other family were cut', ALL, [gap('section-truncated', 'ip6tables-nft-save')], ['accept']],
  ['the dump ends before', ['ip-link'], [], ['accept', 'unknown']],
  ['something else was cut', ALL, [gap('section-truncated', 'conntrack')], ['accept']],
])('%s', (_why, present, gaps, ends) => {
  const plain = testNamespace({ addresses: ['eth0 10.0.0.1/24'] });
  const ns = { ...plain, dump: { ...plain.dump, sections: present.map(section), gaps } };
  expect(runHook(testInput(ns, 'FORWARD', testPacket())).map((f) => f.value.kind)).toEqual(ends);
});
