import type { ExpressionModule } from '../expression.ts';
import { asNumber, asObject, type Json } from '../json.ts';
import type { Loaded } from '../value.ts';

const dice = (value: Json, sticky: boolean): Loaded => {
  const { mod, offset } = asObject(value);
  return { kind: 'dice', from: asNumber(offset) ?? 0, count: Math.max(1, asNumber(mod) ?? 1), sticky };
};

/** `numgen random|inc mod N [offset O]`. net/netfilter/nft_numgen.c. Where the counter of `inc` stands is not known. */
export const numgen: ExpressionModule = (value) => ({ type: 'number', load: () => dice(value, false) });
/** `jhash EXPR mod N [seed S]`. net/netfilter/nft_hash.c: nft_jhash_eval(). The seed is the kernel's secret, mostly. */
export const jhash: ExpressionModule = (value) => ({ type: 'number', load: () => dice(value, true) });
/** `symhash mod N`. net/netfilter/nft_hash.c: nft_symhash_eval(). */
export const symhash: ExpressionModule = (value) => ({ type: 'number', load: () => dice(value, true) });
