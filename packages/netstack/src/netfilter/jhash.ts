/** jhash() of include/linux/jhash.h, Bob Jenkins' lookup3 (public domain): hash of some bytes on a little-endian machine. */
export function jhash(bytes: readonly number[], seed: number): number {
  let length = bytes.length;
  let at = 0;
  const start = (0xdeadbeef + length + seed) >>> 0;
  const s: [number, number, number] = [start, start, start];
  const word = (offset: number): number => {
    let w = 0;
    for (let i = 0; i < 4; i++) w |= (bytes[at + offset + i] ?? 0) << (8 * i);
    return w >>> 0;
  };
  const add = (): void => {
    s[0] = (s[0] + word(0)) >>> 0;
    s[1] = (s[1] + word(4)) >>> 0;
    s[2] = (s[2] + word(8)) >>> 0;
  };
  while (length > 12) {
    add();
    mix(s);
    length -= 12;
    at += 12;
  }
  if (length === 0) return s[2];
  add();
  return final(s);
}

const rotate = (x: number, n: number): number => ((x << n) | (x >>> (32 - n))) >>> 0;

/** __jhash_mix(). */
function mix(s: [number, number, number]): void {
  let [a, b, c] = s;
  a = (a - c) >>> 0;
  a = (a ^ rotate(c, 4)) >>> 0;
  c = (c + b) >>> 0;
  b = (b - a) >>> 0;
  b = (b ^ rotate(a, 6)) >>> 0;
  a = (a + c) >>> 0;
  c = (c - b) >>> 0;
  c = (c ^ rotate(b, 8)) >>> 0;
  b = (b + a) >>> 0;
  a = (a - c) >>> 0;
  a = (a ^ rotate(c, 16)) >>> 0;
  c = (c + b) >>> 0;
  b = (b - a) >>> 0;
  b = (b ^ rotate(a, 19)) >>> 0;
  a = (a + c) >>> 0;
  c = (c - b) >>> 0;
  c = (c ^ rotate(b, 4)) >>> 0;
  b = (b + a) >>> 0;
  s[0] = a;
  s[1] = b;
  s[2] = c;
}

/** __jhash_final(). */
function final([x, y, z]: readonly [number, number, number]): number {
  let [a, b, c] = [x, y, z];
  const step = (p: number, q: number, n: number): number => ((p ^ q) - rotate(q, n)) >>> 0;
  c = step(c, b, 14);
  a = step(a, c, 11);
  b = step(b, a, 25);
  c = step(c, b, 16);
  a = step(a, c, 4);
  b = step(b, a, 14);
  return step(c, b, 24);
}

/** reciprocal_scale(): a 32-bit hash as one of `count` numbers. */
export const scaled = (hash: number, count: number): number => Number((BigInt(hash) * BigInt(count)) >> 32n);
