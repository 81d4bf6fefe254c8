import { type Fork, sure } from '../../fork.ts';
import type { Namespace } from '../../namespace.ts';
import type { HookInput } from '../hook.ts';
import type { Type } from './datatype.ts';
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
import type { NftSet } from './ruleset.ts';
import { type Loaded, type Pattern, unknown } from './value.ts';

/** Something that gives a value for a packet: it fills a register. */
export type Expression = {
  readonly type: Type;
  load(skb: HookInput): Loaded;
  /** The same where dice may be thrown: one future for each outcome. Maps have it, and give the pattern that they found. */
  roll?(skb: HookInput, point: string): readonly Fork<Rolled>[];
};
export type Rolled = { readonly skb: HookInput; readonly loaded: Loaded; readonly pattern?: Pattern };

/** All futures of an expression. */
export const rollExpression = (e: Expression, skb: HookInput, point: string): readonly Fork<Rolled>[] =>
  e.roll?.(skb, point) ?? sure({ skb, loaded: e.load(skb) });

/** What expressions may look at while they are compiled. */
export type NftContext = {
  readonly ns: Namespace;
  /** `ip`, `ip6`, `inet`, `bridge`, `netdev`. */
  readonly family: string;
  readonly table: string;
  /** A named set or map of the table, by its name without `@`. */
  readonly set: (name: string) => NftSet | undefined;
  /** Names the rule. */
  readonly point: string;
};

/** One file for each kind of expression, all of this shape. */
export type ExpressionModule = (value: Json, context: NftContext) => Expression;

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
  elem: (value, context) => compileExpression(tagged(value) ? (value as { val?: Json }).val : value, context),
};

/** Compiles an expression; what is not understood loads `unknown`. */
export function compileExpression(x: Json, context: NftContext): Expression {
  const tag = tagged(x);
  const module = tag && Object.hasOwn(MODULES, tag[0]) ? MODULES[tag[0]] : undefined;
  if (module && tag) return module(tag[1], context);
  return notUnderstood(tag?.[0] ?? JSON.stringify(x) ?? 'nothing');
}

export const notUnderstood = (what: string): Expression => ({
  type: 'unreadable',
  load: () => unknown(`the expression \`${what}\` is not evaluated`),
});

function concat(value: Json, context: NftContext): Expression {
  const parts = asList(value).map((part) => compileExpression(part, context));
  return {
    type: parts.flatMap((p) => p.type),
    load(skb) {
      const loaded = parts.map((p) => p.load(skb));
      const broken = loaded.find((l) => l.kind === 'break');
      return broken ?? { kind: 'concat', parts: loaded };
    },
  };
}
