import type { Verdict } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { binomialDoubt, compareShares } from './shares.ts';

describe('binomialDoubt', () => {
  it.each([
    ['what is expected is no reason for doubt', 20, 40, 0.5, 1],
    ['one of two never seen in ten tries: both tails', 0, 10, 0.5, 2 / 1024],
    ['what cannot happen was seen', 1, 10, 0, 0],
    ['what is certain was seen each time', 10, 10, 1, 1],
    ['what is certain failed once', 9, 10, 1, 0],
  ] as const)('%s', (_, seen, tries, share, doubt) => {
    expect(binomialDoubt(seen, tries, share)).toBeCloseTo(doubt, 9);
  });
});

const server = (address: string, share: number) => ({
  share,
  node: 'n',
  netns: 'host',
  address,
  port: 80,
  source: 's',
});
const verdict = { servers: [server('a', 0.5), server('b', 0.5)], drops: [] } as unknown as Verdict;
const seen = (a: number, b: number, fails = 0) =>
  new Map([['n/host at a sees s', a], ['n/host at b sees s', b], ...(fails > 0 ? ([['fails', fails]] as const) : [])]);

describe('compareShares', () => {
  it.each([
    ['halves within chance', seen(24, 16), false, 0],
    ['a backend that never answers', seen(40, 0), false, 2],
    ['the same, where one client always meets the same one', seen(40, 0), true, 0],
    ['a failure that the verdict does not know, sticky or not', seen(20, 19, 1), true, 1],
  ] as const)('%s', (_, counts, sticky, wrong) => {
    expect(compareShares(counts, verdict, sticky)).toHaveLength(wrong);
  });
});
