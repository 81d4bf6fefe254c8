import { compareWords } from '../compare-words.ts';
import { atomWithin } from './compare.ts';
import { ShapeIndex } from './shape-index.ts';
import { type Atom, atomKey, type Loaded, type Pattern } from './value.ts';

/** Elements of a set or map, found by value: nft_set_hash, nft_set_rbtree, nft_set_pipapo. */
export type ElementIndex<T> = {
  readonly size: number;
  /** Element that holds a value without anything unknown in it. */
  find(value: Loaded): Element<T> | undefined;
  readonly elements: readonly Element<T>[];
};
export type Element<T> = { readonly pattern: Pattern; readonly data: T };

export function indexElements<T>(elements: readonly Element<T>[]): ElementIndex<T> {
  const exact = new Map<string, Element<T>>();
  const ranges: (Element<T> & { from: readonly number[]; to: readonly number[] })[] = [];
  const others: Element<T>[] = [];
  const shapes = new ShapeIndex<Element<T>>();
  let catchAll: Element<T> | undefined;
  for (const e of elements) {
    const key = patternKey(e.pattern);
    if (e.pattern.kind === 'any') catchAll = e;
    else if (key !== undefined) exact.set(key, e);
    else if (e.pattern.kind === 'range') ranges.push({ ...e, from: e.pattern.from, to: e.pattern.to });
    else if (e.pattern.kind === 'concat') shapes.add(e.pattern, e);
    else others.push(e);
  }
  ranges.sort((a, b) => a.from.length - b.from.length || compareWords(a.from, b.from));
  return {
    size: elements.length,
    elements,
    find(value) {
      const key = loadedKey(value);
      const hit = key === undefined ? undefined : exact.get(key);
      if (hit) return hit;
      if (value.kind === 'value' && typeof value.atom !== 'string') {
        const range = findRange(ranges, value.atom);
        if (range) return range;
      }
      if (value.kind === 'concat') for (const e of shapes.candidates(value)) if (holds(value, e.pattern)) return e;
      return others.find((e) => holds(value, e.pattern)) ?? catchAll;
    },
  };
}

const patternKey = (p: Pattern): string | undefined => {
  if (p.kind === 'exact') return atomKey(p.atom);
  if (p.kind !== 'concat') return undefined;
  const parts = p.parts.map(patternKey);
  return parts.every((x) => x !== undefined) ? parts.join(' ') : undefined;
};

/** Key of a value that is known; undefined for others. */
export const loadedKey = (v: Loaded): string | undefined => {
  if (v.kind === 'value') return atomKey(v.atom);
  if (v.kind !== 'concat') return undefined;
  const parts = v.parts.map(loadedKey);
  return parts.every((x) => x !== undefined) ? parts.join(' ') : undefined;
};

/** The interval that an address or number is in. Intervals of a set do not overlap. */
function findRange<T extends { readonly from: readonly number[]; readonly to: readonly number[] }>(
  ranges: readonly T[],
  atom: readonly number[],
): T | undefined {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const r = ranges[middle];
    if (r && (r.from.length < atom.length || (r.from.length === atom.length && compareWords(r.from, atom) <= 0)))
      low = middle + 1;
    else high = middle;
  }
  const candidate = ranges[low - 1];
  return candidate && candidate.from.length === atom.length && compareWords(atom, candidate.to) <= 0
    ? candidate
    : undefined;
}

function holds(value: Loaded, p: Pattern): boolean {
  if (value.kind === 'value') return atomWithin(value.atom as Atom, p);
  if (value.kind !== 'concat' || p.kind !== 'concat') return false;
  return value.parts.every((part, i) => {
    const wanted = p.parts[i];
    return wanted !== undefined && holds(part, wanted);
  });
}
