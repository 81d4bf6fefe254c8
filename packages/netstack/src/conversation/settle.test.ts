import { describe, expect, test } from 'vitest';
import type { Choice } from '../fork.ts';
import type { Branch, Result } from './question.ts';
import { settle } from './settle.ts';

const gap = { id: 'match-not-evaluated', node: 'n1', netns: 'host', message: 'a rule that nobody can evaluate' };
const connected = (netns = 'default/web'): Result => ({
  kind: 'connected',
  server: { node: 'n1', netns, address: '10.0.0.2', port: 80, source: '10.0.0.1' },
});
const timeout: Result = {
  kind: 'failed',
  symptom: 'timeout',
  loss: {
    direction: 'request',
    node: 'n1',
    netns: 'host',
    stage: 'filter/FORWARD',
    reason: 'NETFILTER_DROP',
    evidence: [],
  },
};
const random = (index: number, probability: number): Choice => ({
  kind: 'random',
  point: 'r',
  index,
  probability,
  label: '',
});
const maybe = (index: number): Choice => ({ kind: 'maybe', point: 'm', index, gap });

const cases: readonly (readonly [
  why: string,
  futures: readonly (readonly [readonly Choice[], Result])[],
  expected: string,
])[] = [
  ['the only future', [[[], connected()]], 'delivered connected 1'],
  [
    'one backend of three is broken',
    [
      [[random(0, 1 / 3)], timeout],
      [[random(1, 1 / 3)], connected('a')],
      [[random(2, 1 / 3)], connected('b')],
    ],
    'partial mixed 0.666667',
  ],
  [
    'a maybe whose futures end alike did not matter',
    [
      [[maybe(0)], connected()],
      [[maybe(1)], connected()],
    ],
    'delivered connected 1',
  ],
  [
    'a maybe that decides is unknown',
    [
      [[maybe(0)], connected()],
      [[maybe(1)], timeout],
    ],
    'unknown unknown 0.5',
  ],
  [
    'a maybe behind one backend makes all unknown',
    [
      [[random(0, 0.5)], connected()],
      [[random(1, 0.5), maybe(0)], connected()],
      [[random(1, 0.5), maybe(1)], timeout],
    ],
    'unknown unknown 0.75',
  ],
  ['an unknown future alone', [[[], { kind: 'unknown', gap }]], 'unknown unknown 0'],
];

describe('settle', () => {
  test.each(cases)('%s', (_why, futures, expected) => {
    const branches = futures.map(
      ([choices, result], i): Branch => ({ id: String(i), choices, result, traces: [], assumptions: [] }),
    );
    const v = settle(branches);
    expect(`${v.outcome} ${v.symptom} ${v.deliveredShare}`).toBe(expected);
    expect(v.gaps.length > 0).toBe(v.outcome === 'unknown');
  });
});
