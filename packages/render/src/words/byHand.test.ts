import type { RuleStep, Step } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { byHand } from './byHand.ts';

const rule = (section: string, table: string, chain: string, matched: RuleStep['matched'] = 'yes'): RuleStep => ({
  table,
  chain,
  text: '',
  matched,
  depth: 0,
  count: 1,
  evidence: { node: 'n', netns: 'host', section, line: 1, text: '' },
});
const step = (stage: string, rules: readonly RuleStep[], check?: readonly string[]): Step => ({
  kind: 'hook',
  stage,
  at: { kind: 'stack' },
  outcome: 'drop',
  sentence: [],
  evidence: [],
  rules,
  check,
});

describe('what shows the same by hand', () => {
  it.each([
    [
      'a step knows best',
      step('x', [rule('iptables-nft-save', 'nat', 'A')], ['ip route get 1.2.3.4']),
      ['ip route get 1.2.3.4'],
    ],
    [
      'the chain of the rule that decides',
      step('filter/INPUT', [
        rule('iptables-nft-save', 'filter', 'INPUT'),
        rule('iptables-nft-save', 'filter', 'IN_drop'),
      ]),
      ['iptables-nft -t filter -vnL IN_drop'],
    ],
    [
      'no rule matched, so the policy decides',
      step('filter/FORWARD', [rule('ip6tables-legacy-save', 'filter', 'FORWARD', 'no')]),
      ['ip6tables-legacy -t filter -vnL FORWARD'],
    ],
    [
      'nft names the family too',
      step('nft:ip kube-proxy filter-prerouting/PREROUTING', [rule('nft-ruleset', 'kube-proxy', 'firewall')]),
      ['nft list chain ip kube-proxy firewall'],
    ],
    [
      'a name from a dump is never more than one word',
      step('filter/INPUT', [rule('iptables-nft-save', 'filter', "$(reboot)'x")]),
      ["iptables-nft -t filter -vnL '$(reboot)'\\''x'"],
    ],
    ['nothing to show', step('ttl', []), []],
    ['no step', undefined, []],
  ])('%s', (_, given, expected) => {
    expect(byHand(given)).toEqual(expected);
  });
});
