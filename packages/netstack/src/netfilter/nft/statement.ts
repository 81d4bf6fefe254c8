import type { Fork } from '../../fork.ts';
import { type Match, maybe } from '../answer.ts';
import type { HookInput, RejectType } from '../hook.ts';
import type { NftContext } from './context.ts';
import { isShallow, type Json, tagged } from './json.ts';
import { dynamicSet, mapStatement } from './statements/dynamic-set.ts';
import { inert } from './statements/inert.ts';
import { ctCount, limit, quota } from './statements/limits.ts';
import { mangle } from './statements/mangle.ts';
import { match } from './statements/match.ts';
import { dnat, masquerade, redirect, snat } from './statements/nat.ts';
import { notrack } from './statements/notrack.ts';
import { queue } from './statements/queue.ts';
import { reject } from './statements/reject.ts';
import { tproxy } from './statements/tproxy.ts';
import { verdictStatement } from './statements/verdict.ts';
import { vmap } from './statements/vmap.ts';
import { xt } from './statements/xt.ts';

/** What a statement does with one packet. `break`: the rule does not match after all. */
export type StatementOutcome = {
  readonly verdict: 'next' | 'break' | 'accept' | 'drop' | 'return' | 'jump' | 'goto';
  readonly chain?: string;
  readonly skb: HookInput;
  readonly says?: string;
  readonly rejectWith?: RejectType;
  /** The kernel's word for a drop; default: NETFILTER_DROP. */
  readonly reason?: string;
  readonly tproxy?: { readonly address?: string; readonly port?: number };
};

/** A part of a rule: a condition, an act, or something that only counts. */
export type Statement =
  | { readonly kind: 'test'; readonly test: Match }
  | { readonly kind: 'act'; run(skb: HookInput): readonly Fork<StatementOutcome>[] }
  | { readonly kind: 'inert' };

/** One file for each kind of statement, all of this shape; undefined: not understood. */
export type StatementModule = (value: Json, context: NftContext) => Statement | undefined;

const MODULES: Readonly<Record<string, StatementModule>> = {
  match,
  vmap,
  accept: verdictStatement('accept'),
  drop: verdictStatement('drop'),
  continue: verdictStatement('continue'),
  return: verdictStatement('return'),
  jump: verdictStatement('jump'),
  goto: verdictStatement('goto'),
  reject,
  mangle,
  dnat,
  snat,
  masquerade,
  redirect,
  notrack,
  tproxy,
  queue,
  limit,
  quota,
  'ct count': ctCount,
  set: dynamicSet,
  map: dynamicSet,
  counter: inert,
  log: inert,
  last: inert,
  comment: inert,
  flow: inert,
  dup: inert,
  'ct helper': inert,
  'ct timeout': inert,
  'ct expectation': inert,
  secmark: inert,
  xt,
};

/** Compiles a statement; one that is not understood may be a condition, a verdict, or neither. */
export function compileStatement(x: Json, context: NftContext): Statement {
  if (typeof x === 'string') return mapStatement(x, context) ?? notUnderstood(x, context.point);
  const [tag, value] = (isShallow(x) ? tagged(x) : undefined) ?? ['', undefined];
  const module = Object.hasOwn(MODULES, tag) ? MODULES[tag] : undefined;
  const statement = module?.(value, context);
  if (statement) return statement;
  return tag === 'match'
    ? { kind: 'test', test: () => maybe('a condition is not understood') }
    : notUnderstood(tag, context.point);
}

const notUnderstood = (tag: string, point: string): Statement => ({
  kind: 'act',
  run: (skb) =>
    (['next', 'break', 'drop'] as const).map((verdict, index) => ({
      choices: [
        {
          kind: 'maybe',
          point: `${point} ${tag}`,
          index,
          gap: {
            id: 'target-not-evaluated',
            node: skb.ns.node,
            netns: skb.ns.label,
            message: `The statement \`${tag}\` of an nft rule is not evaluated: it may let the packet pass, change or drop it`,
          },
        },
      ],
      value: { verdict, skb },
    })),
});
