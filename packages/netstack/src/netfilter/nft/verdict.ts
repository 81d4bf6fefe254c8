import { asObject, asText, isObject, type Json, tagged } from './json.ts';

/** NF_ACCEPT, NF_DROP, NFT_CONTINUE, NFT_RETURN, NFT_JUMP, NFT_GOTO. */
export type NftVerdict =
  | { readonly kind: 'accept' | 'drop' | 'continue' | 'return' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

/** `{ "accept": null }`, `{ "jump": { "target": "x" } }`; undefined if it is none. */
export function readVerdict(x: Json): NftVerdict | undefined {
  if (!isObject(x)) return undefined;
  const [tag, value] = tagged(x) ?? ['', undefined];
  if (tag === 'accept' || tag === 'drop' || tag === 'continue' || tag === 'return') return { kind: tag };
  if (tag !== 'jump' && tag !== 'goto') return undefined;
  const chain = asText(asObject(value).target);
  return chain === undefined ? undefined : { kind: tag, chain };
}
