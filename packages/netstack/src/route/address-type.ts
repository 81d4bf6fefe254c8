import { addressWords, isMulticast } from '@skoop/model';
import type { Namespace } from '../namespace.ts';
import { lookupRoute } from './lookup.ts';
import { matchingRoutes, tableOf } from './table.ts';

/** RTN_*: as `-m addrtype` and nft's `fib ... type` name it. */
export type AddressType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'multicast'
  | 'anycast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit';

/**
 * What an address is to this namespace, optionally as seen from one device. IPv4: inet_dev_addr_type(), which asks the local table
 * alone. IPv6: match_lookup_rt6() of net/netfilter/xt_addrtype.c, which routes.
 */
export function addressType(ns: Namespace, address: string, device?: string): AddressType {
  const words = addressWords(address);
  if (!words) return 'unicast';
  if (isMulticast(address)) return 'multicast';
  if (words.length === 1) return addressType4(ns, address, words[0] ?? 0, device);
  const result = lookupRoute(ns, {
    family: 6,
    destination: address,
    ...(device === undefined ? {} : { outDevice: device }),
  });
  if (result.kind === 'error') return 'unreachable';
  return result.type === 'local' || result.type === 'anycast' ? result.type : 'unicast';
}

function addressType4(ns: Namespace, address: string, word: number, device: string | undefined): AddressType {
  if (word === 0 || word === 0xffffffff) return 'broadcast';
  const table = tableOf(ns, 4, 'local');
  if (!table) return 'unicast';
  for (const { route } of matchingRoutes(table, address)) {
    const dead = route.nexthops.length > 0 && route.nexthops.every((h) => h.flags.includes('dead'));
    if (dead || route.type === 'throw') continue;
    if (device !== undefined && route.nexthops[0]?.device !== device) return 'unicast';
    return route.type as AddressType;
  }
  return 'unicast';
}
