import {
  type Address,
  familyOf,
  type NamespaceDump,
  parsePrefix,
  prefixContains,
  type RouteRecord,
} from '@skoop/model';

/** The longest route of a table that an address fits, as fib_lookup() finds it; type of service and metric aside. */
export function bestRoute(host: NamespaceDump, table: string, address: Address): RouteRecord | undefined {
  let best: RouteRecord | undefined;
  let length = -1;
  for (const route of host.routes) {
    if (route.table !== table || route.family !== familyOf(address)) continue;
    const prefix = parsePrefix(route.destination);
    if (!prefix || prefix.length <= length || !prefixContains(prefix, address)) continue;
    best = route;
    length = prefix.length;
  }
  return best;
}

export const isDefault = (route: RouteRecord | undefined): boolean => route?.destination.endsWith('/0') === true;
