import { type Address, addressWords, formatWords, portHigh, portLow } from '@skoop/model';
import type { Tuple } from '../../flow.ts';
import { compareWords } from '../compare-words.ts';
import { jhash, scaled } from '../jhash.ts';
import type { NatRange } from './range.ts';

/**
 * find_best_ips_proto(): the address of a range that a connection gets. A hash of both ends without a secret chooses, so that it is known
 * and the same on each node and after each boot.
 */
export function bestAddress(range: NatRange, current: Tuple, zone: number): Address {
  const now = range.manip === 'source' ? current.source : current.destination;
  const wanted = range.addresses;
  if (!wanted) return now;
  const [from, to] = [addressWords(wanted.from), addressWords(wanted.to)];
  const [source, destination] = [addressWords(current.source), addressWords(current.destination)];
  if (!from || !to || !source || !destination || from.length !== to.length) return now;
  if (range.netmap || wanted.from === wanted.to) return wanted.from;
  if (range.manip === 'source' && !range.random && staysInRange(range, current, from, to)) return now;
  // union nf_inet_addr: an IPv4 address is followed by zeros.
  const bytes = [...source, ...new Array<number>(4 - source.length).fill(0)].flatMap(networkBytes);
  const seed = range.persistent ? 0 : (swapped(destination.at(-1) ?? 0) ^ zone) >>> 0;
  let hash = jhash(bytes, seed);
  let full = false;
  const chosen = from.map((min, i) => {
    const distance = full ? 0xffffffff : ((to[i] ?? 0) - min + 1) >>> 0;
    // A distance of 2^32 does not fit the kernel's 32 bits, and is 0 there.
    const word = ((full ? 0 : min) + scaled(hash, distance)) >>> 0;
    if (word !== to[i]) full = true;
    if (!range.persistent) hash = (hash ^ swapped(destination[i] ?? 0)) >>> 0;
    return word;
  });
  return formatWords(chosen);
}

/** nf_in_range(): a source that is in the range already is kept where it is free. */
function staysInRange(range: NatRange, t: Tuple, from: readonly number[], to: readonly number[]): boolean {
  const own = addressWords(t.source);
  if (!own || !(compareWords(own, from) >= 0) || !(compareWords(own, to) <= 0)) return false;
  const { ports } = range;
  const port = t.icmp ? t.icmp.id : t.sourcePort;
  return !ports || (port !== undefined && portLow(port) >= ports.from && portHigh(port) <= ports.to);
}

const networkBytes = (w: number): readonly number[] => [w >>> 24, (w >>> 16) & 255, (w >>> 8) & 255, w & 255];
/** A word in network order as a little-endian machine reads it. */
const swapped = (w: number): number => {
  const [a = 0, b = 0, c = 0, d = 0] = networkBytes(w);
  return ((d << 24) | (c << 16) | (b << 8) | a) >>> 0;
};
