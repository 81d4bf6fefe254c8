import { asList, asObject, asText, type Json, tagged } from './json.ts';
import type { Loaded } from './value.ts';

/**
 * The bytes that an expression leaves in its registers, as nft_jhash_eval() reads them: header fields in network order, numbers of the
 * kernel in its own. undefined: a value that is not fixed, or an expression whose width is not known here.
 */
export function registerBytes(expression: Json, loaded: Loaded): readonly number[] | undefined {
  const [tag, value] = tagged(expression) ?? ['', undefined];
  if (tag === 'concat') {
    if (loaded.kind !== 'concat') return undefined;
    const parts = asList(value).map((part, i) => {
      const own = loaded.parts[i];
      return own && registerBytes(part, own);
    });
    return parts.every((p) => p !== undefined) ? parts.flatMap(padded) : undefined;
  }
  if (loaded.kind !== 'value' || typeof loaded.atom === 'string') return undefined;
  const { key, field } = asObject(value);
  const width = tag === 'payload' ? FIELDS[asText(field) ?? ''] : tag === 'meta' ? META[asText(key) ?? ''] : undefined;
  if (width === undefined) return undefined;
  const big = loaded.atom.flatMap((w) => [w >>> 24, (w >>> 16) & 255, (w >>> 8) & 255, w & 255]);
  if (width === 'address') return big;
  return width === 'host' ? big.toReversed() : big.slice(-width);
}

type Width = 'address' | 'host' | 1 | 2;
const FIELDS: Readonly<Record<string, Width>> = {
  saddr: 'address',
  daddr: 'address',
  sport: 2,
  dport: 2,
  protocol: 1,
  nexthdr: 1,
};
const META: Readonly<Record<string, Width>> = { mark: 'host', l4proto: 1, nfproto: 1 };

/** Each part of a concatenation begins at a register of four bytes. */
const padded = (bytes: readonly number[]): readonly number[] => [
  ...bytes,
  ...new Array<number>((4 - (bytes.length % 4)) % 4).fill(0),
];
