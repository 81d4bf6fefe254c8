import { addressWords, isMulticast } from '@skoop/model';
import type { Namespace } from '../namespace.ts';
import { lookupLocal, lookupRoute } from './lookup.ts';

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
  const found = lookupLocal(ns, { family: 4, destination: address });
  // Routes that only say an error are none to the kernel here.
  if (found?.kind !== 'route') return 'unicast';
  const { route } = found;
  if (device !== undefined && route.nexthops[0]?.device !== device) return 'unicast';
  return route.type as AddressType;
}
