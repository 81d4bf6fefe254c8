/** What a register holds: 32-bit words (numbers, IPv4 and IPv6 addresses), or text (names of devices, MAC addresses). */
export type Atom = readonly number[] | string;

/** What an expression gives for one packet. */
export type Loaded =
  | { readonly kind: 'value'; readonly atom: Atom }
  | { readonly kind: 'concat'; readonly parts: readonly Loaded[] }
  /** Some number of a closed range: a port that a kernel picks. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** Dice: each number of the range is as likely as the others. `sticky`: a hash, the same for all packets of a direction. */
  | { readonly kind: 'dice'; readonly from: number; readonly count: number; readonly sticky: boolean }
  /** NFT_BREAK: there is nothing to load, so the rule does not match. */
  | { readonly kind: 'break' }
  | { readonly kind: 'unknown'; readonly why: string };

export const BREAK: Loaded = { kind: 'break' };
export const number = (n: number): Loaded => ({ kind: 'value', atom: [n] });
export const text = (s: string): Loaded => ({ kind: 'value', atom: s });
export const words = (w: readonly number[] | undefined): Loaded => (w ? { kind: 'value', atom: w } : BREAK);
export const unknown = (why: string): Loaded => ({ kind: 'unknown', why });

/** What a constant, a set element or a map's data stands for. */
export type Pattern =
  | { readonly kind: 'exact'; readonly atom: Atom }
  | { readonly kind: 'range'; readonly from: readonly number[]; readonly to: readonly number[] }
  /** `eth*`. */
  | { readonly kind: 'wildcard'; readonly prefix: string }
  /** The catch-all element `*`. */
  | { readonly kind: 'any' }
  | { readonly kind: 'concat'; readonly parts: readonly Pattern[] };

/** Text of an atom, the same for equal ones. */
export const atomKey = (a: Atom): string => (typeof a === 'string' ? `"${a}` : a.join('.'));
