import type { Packet } from '@skoop/model';
import type { Namespace } from '../namespace.ts';
import { lookupRoute } from '../route/lookup.ts';
import { sysctl } from '../sysctl.ts';
import { isIcmpError } from './error.ts';

/** A network as a host of it would be: no address of a machine, but of all its routers. `rt6i_dst.plen < 127` */
const LONGEST_NETWORK = 126;

// @supports ICMP | no error to an anycast address | net/ipv6/icmp.c: icmpv6_route_lookup(), include/net/ip6_route.h: ipv6_anycast_destination()
// @supports sysctls | net/ipv6/icmp/error_anycast_as_unicast | net/ipv6/icmp.c: icmpv6_route_lookup()
/** ipv6_anycast_destination(): does this namespace keep an ICMPv6 error to itself, because its receiver is no single machine? */
export function isErrorToAnycast(ns: Namespace, error: Packet): boolean {
  if (error.family !== 6 || !isIcmpError(error)) return false;
  if (sysctl(ns, 'net/ipv6/icmp/error_anycast_as_unicast', 0) !== 0) return false;
  const found = lookupRoute(ns, { family: 6, destination: error.destination, protocol: 'icmpv6' });
  if (found.kind === 'error') return false;
  if (found.type === 'anycast') return true;
  const [network, length = '128'] = found.route.destination.split('/');
  const direct = found.nexthops.every((h) => h.via === undefined);
  return direct && Number(length) <= LONGEST_NETWORK && network === error.destination;
}
