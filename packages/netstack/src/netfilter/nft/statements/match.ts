import { inverted, type Match, maybe } from '../../answer.ts';
import { anyBit, ordered, within, withinAny } from '../compare.ts';
import type { Expression } from '../context.ts';
import { constantAtom, constantPattern, type Datatype } from '../datatype.ts';
import { compileSetOrMap } from '../inline-set.ts';
import { asObject, asText, type Json, tagged } from '../json.ts';
import { inSet } from '../set-lookup.ts';
import type { StatementModule } from '../statement.ts';

/** `LEFT OP RIGHT`. net/netfilter/nft_cmp.c: nft_cmp_eval(), nft_range.c, nft_lookup.c: nft_lookup_eval(). */
export const match: StatementModule = (value, context) => {
  const { op, left, right } = asObject(value);
  const by = context.expression(left);
  const operator = asText(op) ?? '==';
  const test = randomTest(left, operator, right) ?? compileTest(by, operator, right, context);
  return test && { kind: 'test', test };
};

function compileTest(
  by: Expression,
  op: string,
  right: Json,
  context: Parameters<StatementModule>[1],
): Match | undefined {
  const type: Datatype = typeof by.type === 'string' ? by.type : (by.type[0] ?? 'number');
  const negated = op === '!=';
  // What cannot be loaded breaks off the rule, whatever it is compared with.
  const guard =
    (test: Match): Match =>
    (skb) =>
      by.load(skb).kind === 'break' ? 'no' : test(skb);
  const elements = isSet(right) ? compileSetOrMap(right, by.type, 'number', context) : undefined;
  if (elements) return guard((skb) => inverted(inSet(elements, by.load(skb), skb), negated));
  if (isSet(right)) return () => maybe('the set of the rule is not in the snapshot');
  // `ct status dnat` asks for one of the bits, `ct status ! dnat` for none of them.
  if (op === 'in' || op === '!') {
    const bits = constantAtom(type, right);
    return bits === undefined ? undefined : guard((skb) => inverted(anyBit(by.load(skb), bits), op === '!'));
  }
  if (['<', '>', '<=', '>='].includes(op)) {
    const limit = constantAtom(type, right);
    return limit === undefined ? undefined : guard((skb) => ordered(op, by.load(skb), limit));
  }
  if (type === 'name') {
    const presence = presenceTest(by, right);
    if (presence) return guard((skb) => inverted(presence(skb), negated));
  }
  // A list is a sum of flags, or (of old) a set of values.
  const pattern = constantPattern(by.type, right);
  if (pattern) return guard((skb) => inverted(within(by.load(skb), pattern), negated));
  const other = tagged(right) ? context.expression(right) : undefined;
  if (!other) return undefined;
  return guard((skb) => {
    const wanted = other.load(skb);
    if (wanted.kind === 'break') return 'no';
    if (wanted.kind !== 'value') return maybe(wanted.kind === 'unknown' ? wanted.why : 'two values that are not fixed');
    return inverted(withinAny(by.load(skb), [{ kind: 'exact', atom: wanted.atom }]), negated);
  });
}

const isSet = (x: Json): boolean => tagged(x)?.[0] === 'set' || (typeof x === 'string' && x.startsWith('@'));

/** `fib ... oif missing`, `exists`, `0`: is there any device? */
function presenceTest(by: Expression, right: Json): Match | undefined {
  const exists = right === true ? true : right === false || right === 0 || right === '0' ? false : undefined;
  if (exists === undefined) return undefined;
  return (skb) => {
    const loaded = by.load(skb);
    if (loaded.kind === 'unknown') return maybe(loaded.why);
    return (loaded.kind === 'value' && loaded.atom !== '') === exists ? 'yes' : 'no';
  };
}

/** `meta random < N`: of 2^32 values. */
function randomTest(left: Json, op: string, right: Json): Match | undefined {
  const meta = asObject(left).meta;
  if (asObject(meta).key !== 'random' || typeof right !== 'number') return undefined;
  const share = op === '<' ? right : op === '<=' ? right + 1 : op === '>' ? 2 ** 32 - 1 - right : 2 ** 32 - right;
  return () => ({ kind: 'random', probability: share / 2 ** 32, label: `meta random ${op} ${right}` });
}
