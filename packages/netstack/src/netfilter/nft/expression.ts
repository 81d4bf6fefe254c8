import { type Expression, type ExpressionModule, type NftContext, notUnderstood } from './context.ts';
import { bitwise } from './expressions/bitwise.ts';
import { ct } from './expressions/ct.ts';
import { exthdr, tcpOption } from './expressions/exthdr.ts';
import { fib } from './expressions/fib.ts';
import { jhash, numgen, symhash } from './expressions/generators.ts';
import { map } from './expressions/map.ts';
import { meta } from './expressions/meta.ts';
import { ipsec, osf, rt, socket } from './expressions/others.ts';
import { payload } from './expressions/payload.ts';
import { asList, type Json, tagged } from './json.ts';

// @supports nft expressions | concat | net/netfilter/nf_tables_api.c: nft_set_desc_concat()
// @supports nft expressions | elem | net/netfilter/nft_lookup.c: nft_lookup_eval()
const MODULES: Readonly<Record<string, ExpressionModule>> = {
  payload,
  meta,
  ct,
  fib,
  numgen,
  jhash,
  symhash,
  map,
  rt,
  socket,
  osf,
  ipsec,
  exthdr,
  'tcp option': tcpOption,
  'ip option': exthdr,
  '&': bitwise('&'),
  '|': bitwise('|'),
  '^': bitwise('^'),
  '<<': bitwise('<<'),
  '>>': bitwise('>>'),
  concat,
  elem: (value, context) => context.expression(tagged(value) ? (value as { val?: Json }).val : value),
};

/** Compiles an expression; what is not understood loads `unknown`. */
export function compileExpression(x: Json, context: NftContext): Expression {
  const tag = tagged(x);
  const module = tag && Object.hasOwn(MODULES, tag[0]) ? MODULES[tag[0]] : undefined;
  if (module && tag) return module(tag[1], context);
  return notUnderstood(tag?.[0] ?? JSON.stringify(x) ?? 'nothing');
}

function concat(value: Json, context: NftContext): Expression {
  const parts = asList(value).map((part) => context.expression(part));
  return {
    type: parts.flatMap((p) => p.type),
    load(skb) {
      const loaded = parts.map((p) => p.load(skb));
      const broken = loaded.find((l) => l.kind === 'break');
      return broken ?? { kind: 'concat', parts: loaded };
    },
  };
}
