import { sure } from '../../../fork.ts';
import { maybe } from '../../answer.ts';
import { compileSetOrMap } from '../inline-set.ts';
import { asList, asObject, type Json } from '../json.ts';
import { setMemory } from '../set-lookup.ts';
import type { StatementModule } from '../statement.ts';

/**
 * `add|update|delete @set { EXPR }`. net/netfilter/nft_dynset.c: nft_dynset_eval(). Lasts for this conversation. A limit within the
 * element makes it a condition.
 */
export const dynamicSet: StatementModule = (value, context) => {
  const { op, elem, set, map, stmt } = asObject(value);
  const by = context.expression(elem);
  const elements = compileSetOrMap(set ?? map, by.type, 'number', context);
  if (!elements) return undefined;
  if (asList(stmt).some(isCondition))
    return { kind: 'test', test: () => maybe('a rate or limit of this client may be used up') };
  return {
    kind: 'act',
    run(skb) {
      const loaded = by.load(skb);
      if (loaded.kind === 'break') return sure({ verdict: 'break', skb });
      const memory = map === undefined ? setMemory(elements, loaded, skb) : undefined;
      if (memory === undefined) return sure({ verdict: 'next', skb });
      const hashed = new Map([...skb.flow.hashed, [memory, op === 'delete' ? 0 : 1]]);
      return sure({ verdict: 'next', skb: { ...skb, flow: { ...skb.flow, hashed } } });
    },
  };
};

const isCondition = (s: Json): boolean => ['limit', 'quota', 'ct count'].some((k) => k in asObject(s));
