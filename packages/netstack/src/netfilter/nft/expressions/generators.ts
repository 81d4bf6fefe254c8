import { jhash as hash, scaled } from '../../jhash.ts';
import type { ExpressionModule } from '../context.ts';
import { asNumber, asObject, type Json } from '../json.ts';
import { registerBytes } from '../register-bytes.ts';
import { type Loaded, number } from '../value.ts';

const dice = (value: Json, sticky: boolean): Loaded => {
  const { mod, offset } = asObject(value);
  return { kind: 'dice', from: asNumber(offset) ?? 0, count: Math.max(1, asNumber(mod) ?? 1), sticky };
};

/** `numgen random|inc mod N [offset O]`. net/netfilter/nft_numgen.c: nft_ng_random_eval(). Where the counter of `inc` stands is not known. */
export const numgen: ExpressionModule = (value) => ({ type: 'number', load: () => dice(value, false) });

/** `jhash EXPR mod N [seed S]`. net/netfilter/nft_hash.c: nft_jhash_eval(). Without a given seed it is the kernel's secret. */
export const jhash: ExpressionModule = (value, context) => {
  const { expr, seed, mod, offset } = asObject(value);
  const by = context.expression(expr);
  const [known, count] = [asNumber(seed), asNumber(mod)];
  return {
    type: 'number',
    load(skb) {
      const loaded = by.load(skb);
      if (loaded.kind === 'break') return loaded;
      const bytes = known === undefined ? undefined : registerBytes(expr, loaded);
      if (!bytes || known === undefined || count === undefined) return dice(value, true);
      return number(scaled(hash(bytes, known), count) + (asNumber(offset) ?? 0));
    },
  };
};

/** `symhash mod N`. net/netfilter/nft_hash.c: nft_symhash_eval(). */
export const symhash: ExpressionModule = (value) => ({ type: 'number', load: () => dice(value, true) });
