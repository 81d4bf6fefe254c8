/** IP addresses as canonical text, and as 32-bit words (one for IPv4, four for IPv6) where they are compared. */

export type Family = 4 | 6;
/** Canonical text of an IP address: dotted quad, or RFC 5952. Made by `canonicalAddress`. */
export type Address = string;
/** An address as big-endian unsigned 32-bit words: length 1 (IPv4) or 4 (IPv6). */
export type Words = readonly number[];
export type Prefix = {
  readonly family: Family;
  readonly address: Address;
  readonly words: Words;
  readonly length: number;
};

const cache = new Map<string, Words | undefined>();
const CACHE_LIMIT = 200_000;

/** Words of an address, or undefined if the text is no IP address. Zone indices (`%eth0`) are not part of an address. */
export function addressWords(text: string): Words | undefined {
  if (cache.has(text)) return cache.get(text);
  const words = text.includes(':') ? parseV6(text) : parseV4(text);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(text, words);
  return words;
}

function parseV4(text: string): Words | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part)) return undefined;
    const n = Number(part);
    if (n > 255) return undefined;
    value = value * 256 + n;
  }
  return [value];
}

function parseV6(text: string): Words | undefined {
  let rest = text;
  const tail: number[] = [];
  const lastColon = rest.lastIndexOf(':');
  if (rest.includes('.', lastColon)) {
    const v4 = parseV4(rest.slice(lastColon + 1))?.[0];
    if (v4 === undefined) return undefined;
    tail.push(Math.floor(v4 / 65536), v4 % 65536);
    rest = rest.slice(0, lastColon + 1);
    if (!rest.endsWith('::')) rest = rest.slice(0, -1);
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] ?? '');
  const back = halves.length === 2 ? groups(halves[1] ?? '') : [];
  if (!head || !back) return undefined;
  const end = [...back, ...tail];
  const missing = 8 - head.length - end.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...new Array<number>(missing).fill(0), ...end];
  const words: number[] = [];
  for (let i = 0; i < 8; i += 2) words.push((all[i] ?? 0) * 65536 + (all[i + 1] ?? 0));
  return words;
}

function groups(text: string): number[] | undefined {
  if (text === '') return [];
  const out: number[] = [];
  for (const part of text.split(':')) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
    out.push(Number.parseInt(part, 16));
  }
  return out;
}

export const isAddress = (text: string): boolean => addressWords(text) !== undefined;
export const familyOf = (address: Address): Family => (address.includes(':') ? 6 : 4);

/** Text of words: dotted quad, or RFC 5952 (longest run of zeros compressed, lower case). */
export function formatWords(words: Words): Address {
  if (words.length === 1) {
    const w = words[0] ?? 0;
    return `${Math.floor(w / 16777216)}.${Math.floor(w / 65536) % 256}.${Math.floor(w / 256) % 256}.${w % 256}`;
  }
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return `::ffff:${formatWords([words[3] ?? 0])}`;
  const g = words.flatMap((w) => [Math.floor(w / 65536), w % 65536]);
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && g[i + n] === 0) n++;
    if (n > bestLength) [best, bestLength] = [i, n];
  }
  const hex = g.map((x) => x.toString(16));
  if (best < 0) return hex.join(':');
  return `${hex.slice(0, best).join(':')}::${hex.slice(best + bestLength).join(':')}`;
}

/** Canonical text of any spelling of an address, or undefined. */
export function canonicalAddress(text: string): Address | undefined {
  const words = addressWords(text);
  return words && formatWords(words);
}

const PREFIX_CACHE = new Map<string, Prefix | undefined>();

/** `10.0.0.0/8`, `10.0.0.1` (a host prefix), `fd00::/64`; host bits are cleared. undefined if it is none. */
export function parsePrefix(text: string): Prefix | undefined {
  if (PREFIX_CACHE.has(text)) return PREFIX_CACHE.get(text);
  const prefix = readPrefix(text);
  if (PREFIX_CACHE.size >= CACHE_LIMIT) PREFIX_CACHE.clear();
  PREFIX_CACHE.set(text, prefix);
  return prefix;
}

function readPrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const words = addressWords(slash < 0 ? text : text.slice(0, slash));
  if (!words) return undefined;
  const bits = words.length * 32;
  let length = bits;
  if (slash >= 0) {
    const tail = text.slice(slash + 1);
    if (!/^\d{1,3}$/.test(tail)) return undefined;
    length = Number(tail);
    if (length > bits) return undefined;
  }
  const masked = maskWords(words, length);
  return { family: words.length === 1 ? 4 : 6, address: formatWords(masked), words: masked, length };
}

/** Words with everything after the first `length` bits cleared. */
export function maskWords(words: Words, length: number): Words {
  return words.map((w, i) => {
    const keep = Math.min(32, Math.max(0, length - i * 32));
    return keep === 32 ? w : keep === 0 ? 0 : w - (w % 2 ** (32 - keep));
  });
}

export const formatPrefix = (p: Prefix): string => `${p.address}/${p.length}`;

export function prefixContains(prefix: Prefix, address: Address): boolean {
  const words = addressWords(address);
  return words !== undefined && prefixContainsWords(prefix, words);
}

export function prefixContainsWords(prefix: Prefix, words: Words): boolean {
  if (words.length !== prefix.words.length) return false;
  let left = prefix.length;
  for (let i = 0; i < words.length && left > 0; i++, left -= 32) {
    const a = words[i] ?? 0;
    const b = prefix.words[i] ?? 0;
    if (left >= 32 ? a !== b : Math.floor(a / 2 ** (32 - left)) !== Math.floor(b / 2 ** (32 - left))) return false;
  }
  return true;
}

export const isLoopback = (a: Address): boolean => (familyOf(a) === 4 ? a.startsWith('127.') : a === '::1');
export const isLinkLocal = (a: Address): boolean =>
  familyOf(a) === 4 ? a.startsWith('169.254.') : /^fe[89ab][0-9a-f]:/i.test(a);
export function isMulticast(a: Address): boolean {
  const first = addressWords(a)?.[0];
  if (first === undefined) return false;
  return familyOf(a) === 4 ? first >= 0xe0000000 && first < 0xf0000000 : first >= 0xff000000;
}
export const isUnspecified = (a: Address): boolean => a === '0.0.0.0' || a === '::';
