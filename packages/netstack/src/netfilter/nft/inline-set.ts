import type { NftContext } from './context.ts';
import { constantPattern, type Datatype, setType, type Type } from './datatype.ts';
import { type ElementIndex, indexElements } from './element-index.ts';
import { asList, asText, isObject, type Json, tagged } from './json.ts';
import type { Pattern } from './value.ts';
import { type NftVerdict, readVerdict } from './verdict.ts';

/** What an element of a map leads to; sets have `nothing`. */
export type Datum =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'verdict'; readonly verdict: NftVerdict };

/** A set or map, ready for lookups. `memory`: key under which rules that add to it leave word in the flow. */
export type Elements = {
  readonly index: () => ElementIndex<Datum>;
  readonly dataType: Type;
  readonly memory: string | undefined;
  /** Elements that were not understood. */
  readonly unreadable: () => number;
};

/** `{ "set": [...] }`, `"@name"`, or a bare list; undefined: no set that is known. */
export function compileSetOrMap(x: Json, keyType: Type, dataType: Datatype, context: NftContext): Elements | undefined {
  const name = asText(x);
  if (name?.startsWith('@')) {
    const set = context.set(name.slice(1));
    if (!set) return undefined;
    const data = set.data === undefined ? undefined : set.data === 'verdict' ? 'verdict' : typeOf(set.data, context);
    const values = data === 'verdict' || data === undefined ? dataType : data;
    return build(set.elements, typeOf(set.type, context), values, data, set.key);
  }
  const list = tagged(x)?.[0] === 'set' && isObject(x) ? asList(x.set) : Array.isArray(x) ? x : undefined;
  if (!list) return undefined;
  const pair = list.find((e) => Array.isArray(e));
  const data = Array.isArray(pair) ? (readVerdict(pair[1]) ? 'verdict' : guessType(pair[1], dataType)) : undefined;
  return build(list, keyType, data === 'verdict' || data === undefined ? dataType : data, data, undefined);
}

/** A type by name, or by the expression that it is the type of. */
const typeOf = (x: Json, context: NftContext): Type =>
  isObject(x) && 'typeof' in x ? context.expression(x.typeof).type : setType(x);

/** Type of the values of an anonymous map, which nft does not print. */
function guessType(x: Json, otherwise: Datatype): Type {
  const tag = tagged(x);
  if (tag?.[0] === 'concat') return asList(tag[1]).flatMap((p) => guessType(p, otherwise));
  if (tag?.[0] === 'prefix') return 'address';
  if (tag?.[0] === 'range') return guessType(asList(tag[1])[0], otherwise);
  return typeof x === 'string' && /^[0-9a-f.:]*[.:][0-9a-f.:]*$/i.test(x) ? 'address' : otherwise;
}

/** Builds the index when a packet first asks; sets of rules that are never visited cost nothing. */
function build(
  list: readonly Json[],
  keyType: Type,
  dataType: Type,
  data: Type | 'verdict' | undefined,
  memory: string | undefined,
): Elements {
  let built: ElementIndex<Datum> | undefined;
  let unreadable = 0;
  const index = (): ElementIndex<Datum> => {
    built ??= indexElements(
      list.flatMap((element) => {
        const [key, value] = Array.isArray(element) && data !== undefined ? element : [element, undefined];
        const pattern = constantPattern(keyType, key);
        const datum = readDatum(value, dataType, data);
        if (pattern && datum) return [{ pattern, data: datum }];
        unreadable++;
        return [];
      }),
    );
    return built;
  };
  return {
    index,
    dataType,
    memory,
    unreadable() {
      index();
      return unreadable;
    },
  };
}

function readDatum(x: Json, type: Type, data: Type | 'verdict' | undefined): Datum | undefined {
  if (data === undefined) return { kind: 'nothing' };
  if (data === 'verdict') {
    const verdict = readVerdict(x);
    return verdict && { kind: 'verdict', verdict };
  }
  const pattern = constantPattern(type, x);
  return pattern && { kind: 'pattern', pattern };
}
