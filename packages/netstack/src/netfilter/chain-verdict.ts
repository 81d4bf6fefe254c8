import type { Evidence } from '@skoop/model';
import type { Fork } from '../fork.ts';
import type { HookInput, RejectType } from './hook.ts';
import { RuleTrace } from './rule-trace.ts';

/** How a packet comes out of the base chain of one table. */
export type ChainVerdict = {
  readonly verdict: 'accept' | 'drop' | 'unknown';
  readonly skb: HookInput;
  readonly trace: RuleTrace;
  /** The rule, or the policy, that decided; empty where the end of a chain without rules did. */
  readonly evidence: readonly Evidence[];
  /** `policy DROP`, `rule DROP`, ...: what decided, for the sentence. */
  readonly by: string;
  readonly rejectWith?: RejectType;
  /** The kernel's word for the drop; default: NETFILTER_DROP. */
  readonly reason?: string;
  readonly tproxy?: { readonly address?: string; readonly port?: number };
};

/** Stands for all futures of a chain that takes too long. */
export const unfinished = (skb: HookInput, by: string): Fork<ChainVerdict> => ({
  choices: [],
  value: { verdict: 'unknown', skb, trace: RuleTrace.empty(), evidence: [], by },
});
