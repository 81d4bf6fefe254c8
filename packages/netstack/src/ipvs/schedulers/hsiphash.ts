const MASK = (1n << 64n) - 1n;
const START = [0x736f6d6570736575n, 0x646f72616e646f6dn, 0x6c7967656e657261n, 0x7465646279746573n] as const;

type State = [bigint, bigint, bigint, bigint];
const rotate = (x: bigint, n: bigint): bigint => ((x << n) | (x >> (64n - n))) & MASK;

/** SIPROUND. */
function round(v: State): void {
  v[0] = (v[0] + v[1]) & MASK;
  v[1] = rotate(v[1], 13n) ^ v[0];
  v[0] = rotate(v[0], 32n);
  v[2] = (v[2] + v[3]) & MASK;
  v[3] = rotate(v[3], 16n) ^ v[2];
  v[0] = (v[0] + v[3]) & MASK;
  v[3] = rotate(v[3], 21n) ^ v[0];
  v[2] = (v[2] + v[1]) & MASK;
  v[1] = rotate(v[1], 17n) ^ v[2];
  v[2] = rotate(v[2], 32n);
}

/** hsiphash_1u32() of a 64-bit kernel: SipHash-1-3 of one 32-bit word, cut to 32 bits. Both halves of the key are `key`. lib/siphash.c */
export function hsiphash(word: number, key: bigint): number {
  const v: State = [START[0] ^ key, START[1] ^ key, START[2] ^ key, START[3] ^ key];
  const block = (4n << 56n) | BigInt(word >>> 0);
  v[3] ^= block;
  round(v);
  v[0] ^= block;
  v[2] ^= 0xffn;
  for (let i = 0; i < 3; i++) round(v);
  return Number((v[0] ^ v[1] ^ v[2] ^ v[3]) & 0xffffffffn);
}
