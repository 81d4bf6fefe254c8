import { describe, expect, it } from 'vitest';
import { jsonLines } from './jsonLines.ts';

const textOf = (value: object): string => [...jsonLines(value)].flat().join('\n');

describe('JSON a few lines at a time', () => {
  it.each<[why: string, value: object]>([
    ['empty ones stand in one line', { a: {}, b: [], c: [[], {}] }],
    ['what is undefined is left out, and in a list it is null', { a: undefined, b: [undefined, 1], c: 2 }],
    ['text with line breaks and quotes stays one line', { 'a"\n': 'x\n"y', b: ['\n'] }],
    ['deeper than what is parted', { a: { b: { c: { d: { e: { f: [1, { g: null }] } }, h: true } } } }],
    ['a list at the top', [1, { a: [2] }]],
  ])('%s', (_why, value) => {
    expect(textOf(value)).toBe(JSON.stringify(value, null, 2));
  });

  it('no part of a long answer is large', () => {
    const hop = { steps: Array.from({ length: 40 }, (_, i) => ({ hook: 'filter/FORWARD', rule: `-A ${i}` })) };
    const diagnosis = { paths: [{ hops: Array.from({ length: 500 }, () => hop) }] };
    const parts = [...jsonLines(diagnosis)];
    expect(parts.flat().join('\n')).toBe(JSON.stringify(diagnosis, null, 2));
    expect(Math.max(...parts.map((lines) => lines.length))).toBeLessThan(200);
  });
});
