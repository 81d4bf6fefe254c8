import { expect, it } from 'vitest';
import { matchModules } from './matches/index.ts';
import { splitRule } from './split-rule.ts';

const split = (rule: string) => splitRule(rule.split(' '), (_kind, name) => matchModules.get(name)?.options);

it.each([
  ['a comment of several words without quotes', '-m comment --comment kubernetes service portals -j KUBE-SERVICES'],
  ['an arrow in it', '-m comment --comment ns1/svc1 -> 10.0.0.1:80 -j KUBE-SERVICES'],
  ['a match after it', '-m comment --comment two words -m tcp -p tcp --dport 80 -j KUBE-SERVICES'],
])('%s hides nothing of the rule', (_why, rule) => {
  const { matches, target } = split(rule);
  expect(matches.flatMap((m) => m.words)).toEqual([]);
  expect(target?.name).toBe('KUBE-SERVICES');
});

it('a word that is no option of another match is still one that nobody knows', () => {
  expect(split('-m comment --comment x -m tcp portals').matches.flatMap((m) => m.words)).toEqual(['portals']);
});
