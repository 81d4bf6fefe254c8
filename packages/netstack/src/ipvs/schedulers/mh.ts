import type { Address, IpvsService } from '@skoop/model';
import { isAvailable, NO_SERVER, only, type RealServer, type Scheduler, sharesOfTable } from '../scheduler.ts';
import { foldAddress } from './hash-32.ts';
import { hsiphash } from './hsiphash.ts';

/** primes[CONFIG_IP_VS_MH_TAB_INDEX - 8], with the index 12 that everybody builds with, and half of the index. */
const SIZE = 4093;
const TABLE_BITS = 6;
/** generate_hash_secret(): fixed numbers, in spite of the name. */
const [KEY_1, KEY_2] = [2654435761n, 2654446892n];

/** ip_vs_mh_hashkey(). */
const hash = (address: Address, port: number, key: bigint, offset = 0): number =>
  hsiphash((offset + port + foldAddress(address)) >>> 0, key);

// @supports IPVS schedulers | mh | net/netfilter/ipvs/ip_vs_mh.c: ip_vs_mh_schedule()
// @supports IPVS schedulers | mh-port, mh-fallback | net/netfilter/ipvs/ip_vs_mh.c: ip_vs_mh_get() | maybe: a server of weight 0 keeps the part that its last weight gave it
/**
 * Maglev hashing of the client's address, with flag `mh-port` (which kube-proxy sets) of its port as well.
 * net/netfilter/ipvs/ip_vs_mh.c: ip_vs_mh_schedule().
 */
export const mh: Scheduler = (service, packet) => {
  const able = service.destinations.filter(isAvailable);
  if (able.length === 0) return NO_SERVER;
  const flags = service.schedulerFlags;
  const fallback = flags?.includes('mh-fallback') === true;
  if (able.length < service.destinations.length)
    return {
      kind: 'maybe',
      of: fallback ? able : [...able, undefined],
      why: 'a server of weight 0 keeps the part of the hash table that its last weight gave it, and that weight is not shown',
    };
  if (able.length === 1) return only(able[0]);
  if (flags === undefined)
    return {
      kind: 'maybe',
      of: able,
      why: 'only ipvsadm shows whether the port of the client is hashed, and it is missing',
    };
  if (able.length > SIZE) return { kind: 'maybe', of: able, why: `no kernel takes more than ${SIZE} servers with mh` };
  const table = populate(service);
  const port = flags.includes('mh-port') ? packet.sourcePort : 0;
  return typeof port === 'number' ? only(table[hash(packet.source, port, KEY_1) % SIZE]) : sharesOfTable(table);
};

/** ip_vs_mh_permutate(), ip_vs_mh_populate(): each server in turn takes the next place on its own way through the table. */
function populate({ destinations }: IpvsService): readonly (RealServer | undefined)[] {
  const divisor = destinations.reduce((g, d) => greatestCommonDivisor(d.weight, g), 0);
  const heaviest = destinations.reduce((most, d) => Math.max(most, d.weight), 0);
  const shift = Math.max(0, bitLength(Math.trunc(heaviest / divisor)) - TABLE_BITS);
  const ways = destinations.map((server) => ({
    server,
    at: hash(server.address, server.port, KEY_1) % SIZE,
    skip: (hash(server.address, server.port, KEY_2) % (SIZE - 1)) + 1,
    turns: Math.trunc(server.weight / divisor) >> shift || 1,
  }));
  const table = new Array<RealServer | undefined>(SIZE).fill(undefined);
  for (let filled = 0; filled < SIZE; )
    for (const way of ways)
      for (let turn = 0; turn < way.turns && filled < SIZE; turn++, filled++) {
        while (table[way.at] !== undefined) way.at = (way.at + way.skip) % SIZE;
        table[way.at] = way.server;
      }
  return table;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
const bitLength = (n: number): number => 32 - Math.clz32(n);
