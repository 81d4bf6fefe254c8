import type { ExpressionModule } from '../context.ts';
import { constantAtom } from '../datatype.ts';
import { asList, tagged } from '../json.ts';
import { type Atom, type Loaded, unknown } from '../value.ts';

const OPS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '&': (a, b) => (a & b) >>> 0,
  '|': (a, b) => (a | b) >>> 0,
  '^': (a, b) => (a ^ b) >>> 0,
  '<<': (a, b) => (b > 31 ? 0 : (a << b) >>> 0),
  '>>': (a, b) => (b > 31 ? 0 : a >>> b),
};

/** `EXPR & MASK`, `|`, `^`, `<<`, `>>`. net/netfilter/nft_bitwise.c: nft_bitwise_eval(). */
export const bitwise =
  (op: string): ExpressionModule =>
  (value, context) => {
    const [first, ...others] = asList(value);
    const left = context.expression(first);
    const type = typeof left.type === 'string' ? left.type : 'number';
    const rights = others.map((o) => {
      // A list is a sum of flags, an object with a tag another expression.
      const constant = tagged(o) && !('|' in Object(o)) ? undefined : constantAtom(type, o);
      return constant === undefined ? context.expression(o) : constant;
    });
    const apply = OPS[op] ?? ((a: number) => a);
    return {
      type: left.type,
      load(skb) {
        let now: Loaded = left.load(skb);
        for (const right of rights) {
          const other: Loaded = isAtom(right) ? { kind: 'value', atom: right } : right.load(skb);
          now = combine(now, other, apply, op.length === 2);
        }
        return now;
      },
    };
  };

const isAtom = (x: Atom | { readonly type: unknown }): x is Atom => typeof x === 'string' || Array.isArray(x);

function combine(a: Loaded, b: Loaded, apply: (a: number, b: number) => number, shift: boolean): Loaded {
  if (a.kind === 'break' || b.kind === 'break') return { kind: 'break' };
  if (a.kind !== 'value' || b.kind !== 'value')
    return a.kind === 'unknown' ? a : b.kind === 'unknown' ? b : unknown('bits of a value that is not fixed');
  if (typeof a.atom === 'string' || typeof b.atom === 'string') return unknown('bits of a name');
  const other = b.atom;
  return { kind: 'value', atom: a.atom.map((w, i) => apply(w, shift ? (other[0] ?? 0) : (other[i] ?? 0))) };
}
