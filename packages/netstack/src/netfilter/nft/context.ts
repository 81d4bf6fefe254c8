import { type Fork, sure } from '../../fork.ts';
import type { Namespace } from '../../namespace.ts';
import type { HookInput } from '../hook.ts';
import type { Type } from './datatype.ts';
import type { Json } from './json.ts';
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
  /** Compiles an expression within this one; what is not understood loads `unknown`. */
  readonly expression: (x: Json) => Expression;
  /** Names the rule. */
  readonly point: string;
};

/** One file for each kind of expression, all of this shape. */
export type ExpressionModule = (value: Json, context: NftContext) => Expression;

export const notUnderstood = (what: string): Expression => ({
  type: 'unreadable',
  load: () => unknown(`the expression \`${what}\` is not evaluated`),
});
