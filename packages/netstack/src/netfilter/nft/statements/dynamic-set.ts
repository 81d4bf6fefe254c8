import { sure } from '../../../fork.ts';
import { maybe } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import type { NftContext } from '../context.ts';
import { compileSetOrMap, type Elements } from '../inline-set.ts';
import { asList, asObject, type Json } from '../json.ts';
import { MAP_GREW, MAP_SHRANK, mapMemory, setMemory } from '../set-lookup.ts';
import type { Statement, StatementModule } from '../statement.ts';

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
      if (map !== undefined) return sure({ verdict: 'next', skb: changed(elements, op === 'delete', skb) });
      const memory = setMemory(elements, loaded, skb);
      if (memory === undefined) return sure({ verdict: 'next', skb });
      const hashed = new Map([...skb.flow.hashed, [memory, op === 'delete' ? 0 : 1]]);
      return sure({ verdict: 'next', skb: { ...skb, flow: { ...skb.flow, hashed } } });
    },
  };
};

function changed(elements: Elements, shrinks: boolean, skb: HookInput): HookInput {
  const memory = mapMemory(elements, skb);
  if (memory === undefined) return skb;
  const word = shrinks ? MAP_SHRANK : Math.max(skb.flow.hashed.get(memory) ?? 0, MAP_GREW);
  return { ...skb, flow: { ...skb.flow, hashed: new Map([...skb.flow.hashed, [memory, word]]) } };
}

const TEXT = /^(add|update|delete) (@\S+) \{ (.*) \}$/;

/** `add|update|delete @map { KEY : DATA }`: nft before 1.1 prints it as text in its JSON, too. undefined: it is something else. */
export function mapStatement(text: string, context: NftContext): Statement | undefined {
  const [, op, name, element = ''] = TEXT.exec(text) ?? [];
  const elements = name === undefined ? undefined : compileSetOrMap(name, [], 'number', context);
  if (!elements) return undefined;
  if (/ (limit|quota|ct count) /.test(element))
    return { kind: 'test', test: () => maybe('a rate or limit of this client may be used up') };
  return { kind: 'act', run: (skb) => sure({ verdict: 'next', skb: changed(elements, op === 'delete', skb) }) };
}

const isCondition = (s: Json): boolean => ['limit', 'quota', 'ct count'].some((k) => k in asObject(s));
