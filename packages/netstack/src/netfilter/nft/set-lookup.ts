import { NEGLIGIBLE } from '../../fork.ts';
import type { Answer, Maybe } from '../answer.ts';
import { answerOf, maybe } from '../answer.ts';
import type { HookInput } from '../hook.ts';
import { within } from './compare.ts';
import { loadedKey } from './element-index.ts';
import type { Datum, Elements } from './inline-set.ts';
import type { Loaded } from './value.ts';

// @supports nft sets | plain, interval, concatenated, map, verdict map | net/netfilter/nft_set_hash.c: nft_hash_lookup(), net/netfilter/nft_set_rbtree.c: nft_rbtree_lookup(), net/netfilter/nft_set_pipapo.c: nft_pipapo_lookup()
/** Key of the flow's memory of what rules added to a named set during this conversation. */
export function setMemory(elements: Elements, value: Loaded, skb: HookInput): string | undefined {
  const key = loadedKey(value) ?? (value.kind === 'concat' ? JSON.stringify(value.parts) : undefined);
  return elements.memory === undefined || key === undefined
    ? undefined
    : `nftset ${skb.ns.key} ${elements.memory} ${key}`;
}

const isShare = (a: Answer): a is Maybe & { readonly share: number } =>
  typeof a === 'object' && a.kind === 'maybe' && a.share !== undefined;

/** nft_lookup_eval() for a set: is the value in it? */
export function inSet(elements: Elements, value: Loaded, skb: HookInput): Answer {
  if (value.kind === 'break') return 'no';
  const memory = setMemory(elements, value, skb);
  const learned = memory === undefined ? undefined : skb.flow.hashed.get(memory);
  if (learned !== undefined) return answerOf(learned === 1);
  const index = elements.index();
  if (loadedKey(value) !== undefined) {
    if (index.find(value)) return 'yes';
    return elements.unreadable() > 0 ? maybe('elements of the set are not understood') : 'no';
  }
  let result: Answer = 'no';
  for (const e of index.elements) {
    const a = within(value, e.pattern);
    if (a === 'yes') return 'yes';
    if (a === 'no') continue;
    if (typeof a === 'object' && a.kind === 'random' && typeof result === 'object' && result.kind === 'random')
      result = { ...a, probability: Math.min(1, a.probability + result.probability) };
    else if (isShare(a) && isShare(result)) result = { ...a, share: Math.min(1, a.share + result.share) };
    else if (result === 'no' || !isShare(a)) result = a;
  }
  return result;
}

export type FoundData =
  | { readonly kind: 'found'; readonly data: Datum }
  | { readonly kind: 'none' }
  /** `anything`: also what no element that is listed leads to. */
  | { readonly kind: 'unknown'; readonly why: string; readonly anything?: boolean };

/** Key of the flow's word that a rule of this conversation changed a map: which element it was is not followed. */
export const mapMemory = (elements: Elements, skb: HookInput): string | undefined =>
  elements.memory === undefined ? undefined : `nftmap ${skb.ns.key} ${elements.memory}`;
/** What the word is: elements came, or some may be gone. An element that is there keeps its data. */
export const MAP_GREW = 1;
export const MAP_SHRANK = 2;

/** nft_lookup_eval() for a map: what does the value lead to? Dice are thrown by the caller. */
export function findData(elements: Elements, value: Loaded, skb: HookInput): FoundData {
  const found = findListed(elements, value);
  const memory = mapMemory(elements, skb);
  const changed = memory === undefined ? undefined : skb.flow.hashed.get(memory);
  const open = found.kind === 'none' ? changed !== undefined : changed === MAP_SHRANK;
  if (!open) return found;
  return { kind: 'unknown', why: 'a rule that the connection passed changed the map', anything: found.kind === 'none' };
}

function findListed(elements: Elements, value: Loaded): FoundData {
  if (value.kind === 'break') return { kind: 'none' };
  if (value.kind === 'unknown') return value;
  const index = elements.index();
  if (loadedKey(value) !== undefined) {
    const found = index.find(value);
    if (found) return { kind: 'found', data: found.data };
    return elements.unreadable() > 0
      ? { kind: 'unknown', why: 'elements of the map are not understood' }
      : { kind: 'none' };
  }
  let candidate: Datum | undefined;
  let several = false;
  let share = 0;
  for (const e of index.elements) {
    const a = within(value, e.pattern);
    if (a === 'yes') return { kind: 'found', data: e.data };
    if (a === 'no') continue;
    share += isShare(a) ? a.share : 1;
    several = candidate !== undefined;
    candidate = e.data;
  }
  if (share < NEGLIGIBLE) return { kind: 'none' };
  if (several) return { kind: 'unknown', why: 'several elements of the map may be meant' };
  return candidate
    ? { kind: 'unknown', why: 'whether the element of the map is meant is not known' }
    : { kind: 'none' };
}
