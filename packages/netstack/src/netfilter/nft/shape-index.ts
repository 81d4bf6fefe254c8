import { atomKey, type Loaded, type Pattern } from './value.ts';

/**
 * Concatenations with intervals, found without asking each: nft_pipapo_lookup(). Elements of one shape (which parts are exact, which are
 * prefixes of what length) are filed under the bits that such a shape fixes. Parts that are neither leave nothing to file under.
 */
export class ShapeIndex<T> {
  readonly #shapes = new Map<string, { readonly masks: readonly Mask[]; readonly filed: Map<string, T[]> }>();

  add(pattern: Pattern & { readonly kind: 'concat' }, element: T): void {
    const masks = pattern.parts.map(maskOf);
    const shape = masks.map((m) => (typeof m === 'string' ? m : m.join('.'))).join(' ');
    const known = this.#shapes.get(shape) ?? { masks, filed: new Map<string, T[]>() };
    this.#shapes.set(shape, known);
    const key = pattern.parts.map((p, i) => patternPart(p, known.masks[i])).join(' ');
    const list = known.filed.get(key);
    if (list) list.push(element);
    else known.filed.set(key, [element]);
  }

  /** Elements that may hold the value: of each shape those with its bits. */
  *candidates(value: Loaded & { readonly kind: 'concat' }): Generator<T> {
    for (const { masks, filed } of this.#shapes.values()) {
      if (masks.length !== value.parts.length) continue;
      const parts = masks.map((m, i) => valuePart(value.parts[i], m));
      if (parts.every((p) => p !== undefined)) yield* filed.get(parts.join(' ')) ?? [];
    }
  }
}

/** Bits that count of each word; `exact`: all of them; `open`: none. */
type Mask = readonly number[] | 'exact' | 'open';

/** A range that is a prefix: the bits in which its ends differ are the lowest ones, and all of them. */
function maskOf(p: Pattern): Mask {
  if (p.kind === 'exact') return 'exact';
  if (p.kind !== 'range' || p.from.length !== p.to.length) return 'open';
  const differ = p.from.map((w, i) => (w ^ (p.to[i] ?? 0)) >>> 0);
  const aligned = differ.every((d, i) => {
    const whole = i === 0 || differ[i - 1] === 0 || d === 0xffffffff;
    return whole && (d & (d + 1)) === 0 && ((p.from[i] ?? 0) & d) === 0;
  });
  return aligned ? differ.map((d) => ~d >>> 0) : 'open';
}

const masked = (words: readonly number[], mask: readonly number[]): string =>
  atomKey(words.map((w, i) => (w & (mask[i] ?? 0)) >>> 0));

function patternPart(p: Pattern, mask: Mask | undefined): string {
  if (p.kind === 'exact') return atomKey(p.atom);
  return p.kind === 'range' && typeof mask === 'object' ? masked(p.from, mask) : '*';
}

function valuePart(v: Loaded | undefined, mask: Mask): string | undefined {
  if (mask === 'open') return '*';
  if (v?.kind !== 'value') return undefined;
  if (mask === 'exact') return atomKey(v.atom);
  return typeof v.atom !== 'string' && v.atom.length === mask.length ? masked(v.atom, mask) : undefined;
}
