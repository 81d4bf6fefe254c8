import { expect, test } from 'vitest';
import { ruleText } from './ruleText.ts';

test.each([
  ['no comment', '-A INPUT -j DROP', '-A INPUT -j DROP', ''],
  [
    'a quoted comment in the middle',
    '-A KUBE-SERVICES -d 10.96.0.1/32 -m comment --comment "default/web:http cluster IP" -m tcp --dport 80 -j X',
    '-A KUBE-SERVICES -d 10.96.0.1/32 -m tcp --dport 80 -j X',
    'default/web:http cluster IP',
  ],
  ['a comment of one word', '-A A -m comment --comment masq -j B', '-A A -j B', 'masq'],
  ['quotes inside', '-A A -m comment --comment "say \\"x\\"" -j B', '-A A -j B', 'say "x"'],
])('%s', (_why, rule, text, comment) => {
  expect(ruleText(rule)).toEqual({ text, comment });
});
