import type { RuleStep } from '@skoop/model';
import { expect, test } from 'vitest';
import { ruleEntries, runWords } from './ruleEntries.ts';

const rule = (text: string, depth: number, matched: RuleStep['matched'], count = 1): RuleStep => ({
  table: 'filter',
  chain: 'INPUT',
  text,
  matched,
  depth,
  count,
});

const shown = (rules: readonly RuleStep[]) =>
  ruleEntries(rules).map((e) =>
    e.kind === 'run' ? `run of ${e.rules.length}` : `${e.rule.text}${e.decides ? '!' : ''}`,
  );

test.each([
  ['the decider alone', [rule('drop', 0, 'yes')], ['drop!']],
  [
    'the jumps that led to it stay, those that came back fold',
    [
      rule('jump a', 0, 'yes'),
      rule('3 rules', 1, 'no', 3),
      rule('jump b', 0, 'yes'),
      rule('2 rules', 1, 'no', 2),
      rule('jump c', 0, 'yes'),
      rule('drop', 1, 'yes'),
    ],
    ['run of 4', 'jump c', 'drop!'],
  ],
  ['what was not evaluated always stays', [rule('limit', 0, 'maybe'), rule('drop', 0, 'yes')], ['limit', 'drop!']],
  ['a single rule is not folded', [rule('5 rules', 0, 'no', 5), rule('drop', 0, 'yes')], ['5 rules', 'drop!']],
  ['nothing decided', [rule('a', 0, 'no'), rule('b', 0, 'no'), rule('c', 0, 'no')], ['run of 3']],
])('%s', (_why, rules, expected) => {
  expect(shown(rules)).toEqual(expected);
});

test('a fold says what is in it', () => {
  expect(runWords([rule('jump', 0, 'yes'), rule('3 rules', 1, 'no', 3)])).toBe(
    '1 jump that comes back, 3 rules that do not match',
  );
});
