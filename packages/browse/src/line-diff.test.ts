import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DiffLine, diffLines } from './line-diff.ts';

const plain = (line: string): string => line;
const show = (diff: readonly DiffLine[]): string =>
  diff.map(({ kind, line, text }) => `${kind === 'removed' ? '-' : '+'}${line}${text}`).join(' ');

it.each([
  ['nothing differs', 'abc', 'abc', ''],
  ['a line in the middle changes', 'abc', 'axc', '-2b +2x'],
  ['a line goes', 'abc', 'ac', '-2b'],
  ['a line comes at the front', 'bc', 'abc', '+1a'],
  ['a line comes at the end', 'ab', 'abc', '+3c'],
  ['everything goes', 'ab', '', '-1a -2b'],
  ['everything comes', '', 'ab', '+1a +2b'],
  ['a line moves', 'abcd', 'bcda', '-1a +4a'],
  ['two changes apart keep what is between', 'aXbcYd', 'abcZd', '-2X -5Y +4Z'],
])('%s', (_why, before, after, expected) => {
  expect(show(diffLines([...before], [...after], plain))).toBe(expected);
});

/** Applies a diff to the old text. */
function apply(before: readonly string[], diff: readonly DiffLine[]): readonly string[] {
  const gone = new Set(diff.filter((d) => d.kind === 'removed').map((d) => d.line));
  const out = before.filter((_, i) => !gone.has(i + 1));
  for (const { kind, line, text } of diff) if (kind === 'added') out.splice(line - 1, 0, text);
  return out;
}

it('leads from the old text to the new one, whatever they are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(apply(before, diffLines(before, after, plain))).toEqual(after);
    }),
  );
});

it('stays fast where nothing is alike', () => {
  const lines = (prefix: string): string[] => Array.from({ length: 20_000 }, (_, i) => `${prefix}${i}`);
  const begun = Date.now();
  expect(diffLines(lines('a'), lines('b'), plain)).toHaveLength(40_000);
  expect(Date.now() - begun).toBeLessThan(2000);
});
