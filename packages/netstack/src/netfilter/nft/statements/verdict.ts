import { sure } from '../../../fork.ts';
import type { Statement, StatementModule, StatementOutcome } from '../statement.ts';
import { type NftVerdict, readVerdict } from '../verdict.ts';

/** `accept`, `drop`, `return`, `continue`, `jump C`, `goto C`. net/netfilter/nft_immediate.c: nft_immediate_eval(). */
export const verdictStatement =
  (tag: NftVerdict['kind']): StatementModule =>
  (value): Statement | undefined => {
    const verdict = readVerdict({ [tag]: value });
    return verdict && { kind: 'act', run: (skb) => sure({ ...verdictOutcome(verdict), skb }) };
  };

/** A verdict as the outcome of the statement that gave it. */
export function verdictOutcome(v: NftVerdict): Omit<StatementOutcome, 'skb'> {
  if (v.kind === 'jump' || v.kind === 'goto') return { verdict: v.kind, chain: v.chain };
  if (v.kind === 'continue') return { verdict: 'next' };
  if (v.kind === 'return') return { verdict: 'return' };
  return { verdict: v.kind, says: v.kind === 'drop' ? 'dropped' : 'accepted' };
}
