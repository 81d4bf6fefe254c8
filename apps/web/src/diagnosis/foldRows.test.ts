import { describe, expect, it } from 'vitest';
import type { BranchRow, Tone } from './branchRows.ts';
import { foldRows } from './foldRows.ts';

const rows = (count: number, tone: Tone, seen: string): BranchRow[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${tone}${i}`,
    ids: [`${tone}${i}`],
    tone,
    share: 0.01,
    target: `${tone}-${i}`,
    node: `node-${i}`,
    seen,
    direction: 'request',
    maybe: false,
  }));
const words = (all: readonly BranchRow[]): readonly string[] =>
  all.map((r) => `${r.target} ${r.node} ${Math.round(r.share * 100)} %`);

describe('branches of the verdict', () => {
  it.each([
    ['few are read one by one', [...rows(2, 'bad', 'timeout'), ...rows(10, 'ok', 'connected')], 12, 'ok-9 node-9 1 %'],
    [
      'those that work become one',
      [...rows(2, 'bad', 'timeout'), ...rows(40, 'ok', 'connected')],
      3,
      '40 alike on 40 nodes 40 %',
    ],
    ['those that fail are named, the first five', rows(40, 'bad', 'timeout'), 6, '35 more alike on 35 nodes 35 %'],
    [
      'what the client sees tells them apart',
      [...rows(20, 'bad', 'refused'), ...rows(6, 'bad', 'timeout')],
      12,
      'bad-5 node-5 1 %',
    ],
  ])('%s', (_, all, count, last) => {
    const folded = words(foldRows(all));
    expect(folded).toHaveLength(count);
    expect(folded.at(-1)).toBe(last);
  });

  it('stand for all that they hide', () =>
    expect(foldRows(rows(40, 'bad', 'timeout')).flatMap((r) => r.ids)).toHaveLength(40));
});
