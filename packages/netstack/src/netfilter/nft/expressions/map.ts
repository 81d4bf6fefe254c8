import { mapFork } from '../../../fork.ts';
import { type ExpressionModule, notUnderstood, type Rolled } from '../context.ts';
import { compileSetOrMap } from '../inline-set.ts';
import { asObject } from '../json.ts';
import { rollLookup } from '../roll.ts';
import { findData } from '../set-lookup.ts';
import { type Loaded, type Pattern, unknown } from '../value.ts';

/** `KEY map { ... }`, `KEY map @name`. net/netfilter/nft_lookup.c: nft_lookup_eval(). No element: the rule does not match. */
export const map: ExpressionModule = (value, context) => {
  const { key, data } = asObject(value);
  const by = context.expression(key);
  const elements = compileSetOrMap(data, by.type, 'number', context);
  if (!elements) return notUnderstood('map');
  return {
    type: elements.dataType,
    load(skb) {
      const found = findData(elements, by.load(skb), skb);
      if (found.kind !== 'found') return found.kind === 'none' ? { kind: 'break' } : unknown(found.why);
      const datum = found.data;
      return datum.kind === 'pattern' ? patternValue(datum.pattern) : unknown('a verdict is no value');
    },
    roll: (skb, point) =>
      mapFork(rollLookup(elements, by.load(skb), skb, point), ({ found, skb: after }): Rolled => {
        if (found.kind === 'none') return { skb: after, loaded: { kind: 'break' } };
        if (found.kind === 'unknown') return { skb: after, loaded: unknown(found.why) };
        if (found.data.kind !== 'pattern') return { skb: after, loaded: unknown('a verdict is no value') };
        return { skb: after, loaded: patternValue(found.data.pattern), pattern: found.data.pattern };
      }),
  };
};

/** The value of a map's data. An interval is a choice of the consumer, who asks for the pattern itself. */
export function patternValue(p: Pattern): Loaded {
  if (p.kind === 'exact') return { kind: 'value', atom: p.atom };
  if (p.kind === 'concat') return { kind: 'concat', parts: p.parts.map(patternValue) };
  if (p.kind === 'range' && p.from.length === 1) return { kind: 'range', from: p.from[0] ?? 0, to: p.to[0] ?? 0 };
  return unknown('an interval is no single value');
}
