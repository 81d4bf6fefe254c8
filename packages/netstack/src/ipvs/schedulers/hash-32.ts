import { type Address, addressWords } from '@skoop/model';

/** Kernels before 4.17 took the low bits of the product, which are the bad ones. */
const FIXED = [4, 17] as const;
const GOLDEN_RATIO_32 = 0x61c88647;
const KNUTH = 2654435761;

/** XOR of the words of an address: addr_fold of the hashing schedulers. */
export const foldAddress = (address: Address): number => (addressWords(address) ?? []).reduce((x, w) => x ^ w, 0) >>> 0;

/** hash_32() of include/linux/hash.h, as the hashing schedulers use it. */
export function hash32(value: number, bits: number, kernel: string): number {
  if (isOlder(kernel)) return (Math.imul(value, KNUTH) >>> 0) & ((1 << bits) - 1);
  return Math.imul(value, GOLDEN_RATIO_32) >>> (32 - bits);
}

function isOlder(kernel: string): boolean {
  const [major, minor] = kernel.split('.').map((n) => Number.parseInt(n, 10));
  if (major === undefined || minor === undefined || Number.isNaN(major) || Number.isNaN(minor)) return false;
  return major < FIXED[0] || (major === FIXED[0] && minor < FIXED[1]);
}
