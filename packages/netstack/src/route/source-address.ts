import {
  type Address,
  type AddressRecord,
  addressWords,
  isLinkLocal,
  isLoopback,
  isMulticast,
  maskWords,
  type NextHop,
  parsePrefix,
  prefixContains,
  type RouteRecord,
} from '@skoop/model';
import { addressesOn, linkIndex } from '../device/link.ts';
import { isUsableAddress } from '../device/usable-address.ts';
import { vrfOf } from '../device/vrf.ts';
import type { Namespace } from '../namespace.ts';
import { deviceConf } from '../sysctl.ts';

const SCOPES: Readonly<Record<string, number>> = {
  global: 0,
  universe: 0,
  site: 200,
  link: 253,
  host: 254,
  nowhere: 255,
};
/** RT_SCOPE_* of the words that iproute2 prints; numbers stay numbers. */
export const scopeNumber = (scope: string | undefined): number =>
  scope === undefined ? 0 : (SCOPES[scope] ?? (Number(scope) || 0));

/** Scope of a route where `ip route` does not print it: through a gateway it is universe. */
export const routeScope = (route: RouteRecord): number => scopeNumber(route.scope ?? 'global');

// @supports route attributes | scope | net/ipv4/devinet.c: inet_select_addr()
/**
 * inet_select_addr() of net/ipv4/devinet.c: the IPv4 address that a device would send from towards `towards` (a next hop), at most
 * as narrow as `scope` (a number of RT_SCOPE_*). MASQUERADE and ARP use it. undefined: the namespace has none.
 */
export function inetSelectAddress(
  ns: Namespace,
  device: string,
  towards: Address | undefined,
  scope: number,
): Address | undefined {
  const localScope = deviceConf(ns, 4, device, 'route_localnet') !== 0 ? 253 : 254;
  let first: Address | undefined;
  for (const a of addressesOn(ns, device)) {
    if (a.family !== 4 || a.flags.includes('secondary')) continue;
    if (Math.min(scopeNumber(a.scope), localScope) > scope) continue;
    if (towards === undefined || onSubnet(a, towards)) return a.address;
    first ??= a.address;
  }
  if (first !== undefined) return first;
  const vrf = vrfOf(ns, device);
  const links = [...(vrf ? [vrf] : []), ...linkIndex(ns).byIndex.values()];
  for (const link of links) {
    if (vrfOf(ns, link.name)?.name !== vrf?.name) continue;
    const a = addressesOn(ns, link.name).find(
      (x) =>
        x.family === 4 &&
        !x.flags.includes('secondary') &&
        scopeNumber(x.scope) !== 253 &&
        scopeNumber(x.scope) <= scope,
    );
    if (a) return a.address;
  }
  return undefined;
}

/** inet_ifa_match(): on the subnet of the address (of its peer, for point-to-point addresses). */
function onSubnet(a: AddressRecord, address: Address): boolean {
  const prefix = parsePrefix(`${a.peer ?? a.address}/${a.prefixLength}`);
  return prefix !== undefined && prefixContains(prefix, address);
}

// @supports route attributes | src | net/ipv4/fib_semantics.c: fib_result_prefsrc()
/** fib_result_prefsrc(), ip6_route_get_saddr(): what a socket that is bound to no address sends from on this route. */
export function selectSourceAddress(
  ns: Namespace,
  route: RouteRecord,
  hop: NextHop | undefined,
  destination: Address,
): Address | undefined {
  if (route.prefsrc !== undefined) return route.prefsrc;
  if (route.family === 6) return ipv6SourceAddress(ns, route.type === 'local' ? undefined : hop?.device, destination);
  if (route.type === 'local') return destination;
  return hop?.device === undefined
    ? undefined
    : inetSelectAddress(ns, hop.device, hop.viaFamily === 6 ? undefined : hop.via, routeScope(route));
}

/** RFC 6724 policy table: prefix, label. net/ipv6/addrlabel.c */
const LABELS = (
  [
    ['::1/128', 0],
    ['::ffff:0:0/96', 4],
    ['::/96', 3],
    ['2002::/16', 2],
    ['2001::/32', 5],
    ['2001:10::/28', 7],
    ['fc00::/7', 5],
    ['fec0::/10', 11],
    ['::/0', 1],
  ] as const
).map(([text, label]) => ({ prefix: parsePrefix(text), label }));
const labelOf = (a: Address): number => LABELS.find((l) => l.prefix && prefixContains(l.prefix, a))?.label ?? 1;

/** ipv6_addr_src_scope(): larger reaches farther. */
function scopeOf6(a: Address): number {
  if (isMulticast(a)) return ((addressWords(a)?.[0] ?? 0) / 65536) & 0xf;
  if (isLoopback(a) || isLinkLocal(a)) return 2;
  return 14;
}

function commonPrefix(a: Address, b: Address, limit: number): number {
  const [x, y] = [addressWords(a), addressWords(b)];
  if (!x || !y) return 0;
  let n = 0;
  while (n < limit && maskWords(x, n + 1).every((w, i) => w === maskWords(y, n + 1)[i])) n++;
  return n;
}

/** ipv6_dev_get_saddr(), which asks no device whether it is up: rules 1, 2, 3, 5, 6 and 8 of RFC 6724, each a comparison of two candidates. */
export function ipv6SourceAddress(
  ns: Namespace,
  device: string | undefined,
  destination: Address,
): Address | undefined {
  const wanted = scopeOf6(destination);
  const linkBound = isLinkLocal(destination) || (isMulticast(destination) && wanted <= 2);
  const score = (a: AddressRecord): readonly number[] => {
    const scope = scopeOf6(a.address);
    return [
      a.address === destination ? 1 : 0,
      scope >= wanted ? 128 - scope : scope - 128,
      a.flags.includes('deprecated') ? 0 : 1,
      device === undefined || a.device === device ? 1 : 0,
      labelOf(a.address) === labelOf(destination) ? 1 : 0,
      a.flags.includes('temporary') ? 1 : 0,
      commonPrefix(a.address, destination, a.prefixLength),
    ];
  };
  let best: { readonly address: Address; readonly score: readonly number[] } | undefined;
  for (const a of ns.dump.addresses) {
    if (a.family !== 6 || !isUsableAddress(ns, a)) continue;
    if (linkBound && device !== undefined && a.device !== device) continue;
    const s = score(a);
    if (!best || better(s, best.score)) best = { address: a.address, score: s };
  }
  return best?.address;
}

function better(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] ?? 0) > (b[i] ?? 0);
  return false;
}
