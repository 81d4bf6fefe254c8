import type { Diagnosis } from '@skoop/model';
import { expect, it } from 'vitest';
import { samples } from '../fixtures/samples.ts';
import { comparisonHeadline, sameQuestion } from './comparison.ts';

/** All of one question. */
const sample = (name: string): Diagnosis => ({
  ...(samples[name] as Diagnosis),
  question: (samples.delivered as Diagnosis).question,
});
const withShare = (share: number): Diagnosis => ({
  ...sample('partial'),
  verdict: { ...sample('partial').verdict, deliveredShare: share },
});

it.each([
  ['what fails and is delivered now', 'clientDrop', 'delivered', 'Fixed: dropped before, delivered now'],
  ['what was delivered and fails now', 'delivered', 'clientDrop', 'Broken: delivered before, dropped now'],
  ['some of it', 'delivered', 'partial', 'Broken: delivered before, delivered in part now'],
  ['more than nothing', 'clientDrop', 'partial', 'Better: dropped before, delivered in part now'],
  [
    'what nobody knows is neither better nor worse',
    'partial',
    'unknown',
    'Changed: delivered in part before, not known now',
  ],
  ['alike', 'delivered', 'delivered', 'No difference: delivered both times'],
])('%s', (_why, before, after, expected) => {
  expect(comparisonHeadline(sample(before), sample(after), false)).toBe(expected);
});

it('calls nothing fixed that was another question', () => {
  const other: Diagnosis = { ...sample('delivered'), question: { ...sample('delivered').question, port: 1 } };
  expect(comparisonHeadline(sample('clientDrop'), other, true)).toBe('Two questions: one dropped, the other delivered');
});

it('tells the shares where both are partial', () => {
  expect(comparisonHeadline(withShare(0.25), withShare(0.75), true)).toBe('Better: 25 % delivered before, 75 % now');
});

it('says that the verdict is the same while the way is not', () => {
  expect(comparisonHeadline(sample('clientDrop'), sample('clientDrop'), true)).toBe(
    'Still dropped, but not on the same way',
  );
});

it('knows a question again by what it resolved to, not by how it was typed', () => {
  const d = sample('delivered');
  const typed: Diagnosis = { ...d, question: { ...d.question, source: { ...d.question.source, given: 'x' } } };
  expect(sameQuestion(d, typed)).toBe(true);
  expect(sameQuestion(d, { ...d, question: { ...d.question, port: 1 } })).toBe(false);
});
