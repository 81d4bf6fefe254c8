import type { Fork } from '../../../fork.ts';
import { compileSetOrMap } from '../inline-set.ts';
import { asObject } from '../json.ts';
import { rollLookup } from '../roll.ts';
import type { StatementModule, StatementOutcome } from '../statement.ts';
import type { NftVerdict } from '../verdict.ts';
import { verdictOutcome } from './verdict.ts';

/** `KEY vmap { ... }`, `KEY vmap @name`. net/netfilter/nft_lookup.c: nft_lookup_eval() into the verdict register. */
export const vmap: StatementModule = (value, context) => {
  const { key, data } = asObject(value);
  const by = context.expression(key);
  const elements = compileSetOrMap(data, by.type, 'number', context);
  if (!elements) return undefined;
  const point = `${context.point} vmap`;
  return {
    kind: 'act',
    run: (start) =>
      rollLookup(elements, by.load(start), start, point).flatMap(({ choices, value: v }): Fork<StatementOutcome>[] => {
        const { found, skb } = v;
        if (found.kind === 'none') return [{ choices, value: { verdict: 'break', skb } }];
        if (found.kind === 'found')
          return found.data.kind === 'verdict'
            ? [{ choices, value: { ...verdictOutcome(found.data.verdict), skb } }]
            : [{ choices, value: { verdict: 'break', skb } }];
        const gap = {
          id: 'match-not-evaluated',
          node: skb.ns.node,
          netns: skb.ns.label,
          message: `Which element of a verdict map holds is not known: ${found.why}`,
        };
        // Every element may be meant, and none.
        const verdicts = elements.index().elements.flatMap((e) => (e.data.kind === 'verdict' ? [e.data.verdict] : []));
        const more: readonly NftVerdict[] = found.anything ? [{ kind: 'accept' }, { kind: 'drop' }] : [];
        const outcomes: StatementOutcome[] = [
          ...uniqueVerdicts([...verdicts, ...more]).map((x) => ({ ...verdictOutcome(x), skb })),
          { verdict: 'break', skb },
        ];
        return outcomes.map((outcome, index) => ({
          choices: [...choices, { kind: 'maybe', point, index, gap }],
          value: outcome,
        }));
      }),
  };
};

/** Verdicts without repetition, as many as are worth following. */
function uniqueVerdicts<T>(verdicts: readonly T[]): readonly T[] {
  const seen = new Map(verdicts.map((v) => [JSON.stringify(v), v]));
  return [...seen.values()].slice(0, 8);
}
