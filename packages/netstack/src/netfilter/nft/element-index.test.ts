import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexElements } from './element-index.ts';
import { ShapeIndex } from './shape-index.ts';
import type { Loaded, Pattern } from './value.ts';

const value = (...parts: readonly number[]): Loaded & { readonly kind: 'concat' } => ({
  kind: 'concat',
  parts: parts.map((n) => ({ kind: 'value', atom: [n] })),
});
const exact = (n: number): Pattern => ({ kind: 'exact', atom: [n] });
const range = (from: number, to: number): Pattern => ({ kind: 'range', from: [from], to: [to] });
const concat = (...parts: readonly Pattern[]) => ({ kind: 'concat', parts }) as const;

const part: fc.Arbitrary<Pattern> = fc.oneof(
  fc.nat(40).map(exact),
  fc.tuple(fc.nat(40), fc.nat(20)).map(([a, b]) => range(a, a + b)),
  fc.tuple(fc.nat(10), fc.nat(5)).map(([n, bits]) => range(n * 2 ** bits, (n + 1) * 2 ** bits - 1)),
  fc.constant<Pattern>({ kind: 'any' }),
);
const inPart = (p: Pattern, n: number): boolean =>
  p.kind === 'any' ||
  (p.kind === 'exact' && p.atom[0] === n) ||
  (p.kind === 'range' && n >= (p.from[0] ?? 0) && n <= (p.to[0] ?? 0));

test('an element is found if and only if one holds the value', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(part, part), { maxLength: 12 }), fc.nat(60), fc.nat(60), (pairs, a, b) => {
      const index = indexElements(pairs.map(([x, y], data) => ({ pattern: concat(x, y), data })));
      const found = index.find(value(a, b));
      expect(found !== undefined).toBe(pairs.some(([x, y]) => inPart(x, a) && inPart(y, b)));
      if (found) expect(pairs[found.data]?.every((p, i) => inPart(p, i === 0 ? a : b))).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test('of ten thousand networks with a port only those are asked that may hold the value', () => {
  const shapes = new ShapeIndex<number>();
  for (let i = 0; i < 10_000; i++) shapes.add(concat(range(i * 256, i * 256 + 255), exact(80)), i);
  const asked = [...shapes.candidates(value(77 * 256 + 3, 80))];
  expect(asked).toEqual([77]);
});
