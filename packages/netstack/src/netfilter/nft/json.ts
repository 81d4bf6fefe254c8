/** nft's JSON is untrusted: these read it without throwing. */
export type Json = unknown;
export type JsonObject = Readonly<Record<string, Json>>;

export const isObject = (x: Json): x is JsonObject => typeof x === 'object' && x !== null && !Array.isArray(x);
export const asObject = (x: Json): JsonObject => (isObject(x) ? x : {});
export const asText = (x: Json): string | undefined => (typeof x === 'string' ? x : undefined);
export const asNumber = (x: Json): number | undefined => (typeof x === 'number' ? x : undefined);
export const asList = (x: Json): readonly Json[] => (Array.isArray(x) ? x : x === undefined || x === null ? [] : [x]);

/** `{ "match": { ... } }` -> `['match', { ... }]`: an object with one key is nft's way to tag a value. */
export function tagged(x: Json): readonly [tag: string, value: Json] | undefined {
  if (!isObject(x)) return undefined;
  const tag = Object.keys(x)[0];
  return tag === undefined ? undefined : [tag, x[tag]];
}

/** Nothing that nft prints is nested more deeply; what is would exhaust the stack of those who read it. */
const MAX_DEPTH = 32;

/** Is it nested no more deeply than what nft prints? */
export const isShallow = (x: Json, levels = MAX_DEPTH): boolean =>
  typeof x !== 'object' || x === null || (levels > 0 && Object.values(x).every((y) => isShallow(y, levels - 1)));
