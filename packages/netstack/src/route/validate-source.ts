import type { Address, Evidence, Packet, RouteRecord } from '@skoop/model';
import { addressesOn, ownAddress } from '../device/link.ts';
import { vrfOf } from '../device/vrf.ts';
import { memoise, type Namespace } from '../namespace.ts';
import { confEvidence, maxConf, orConf } from '../sysctl.ts';
import type { RouteResult } from './key.ts';
import { lookupRoute } from './lookup.ts';
import { hasCustomRules } from './rule.ts';

/**
 * net->ipv4.fib_has_custom_local_routes: somebody other than the kernel made routes of type local, in whatever table. `ip` leaves
 * `proto boot`, its own, unsaid. inet_rtm_newroute()
 */
const hasCustomLocalRoutes = memoise((dump) =>
  dump.routes.some((r) => r.family === 4 && r.type === 'local' && r.protocol !== 'kernel'),
);

export type SourceCheck =
  | { readonly ok: true; readonly rpFilter: number; readonly checked: boolean }
  | {
      readonly ok: false;
      readonly reason: 'IP_RPFILTER' | 'IP_LOCAL_SOURCE' | 'IP_INVALID_SOURCE';
      readonly rpFilter: number;
      readonly evidence: readonly Evidence[];
      /** The way back that was found, if any. */
      readonly back?: RouteResult;
    };

/** What the kernel knows of an incoming packet when it checks the source. */
export type Incoming = Pick<
  Packet,
  'source' | 'destination' | 'mark' | 'tos' | 'protocol' | 'sourcePort' | 'destinationPort'
>;

/** The route back to the source: the lookup of __fib_validate_source(), addresses and ports swapped. IPv4 and IPv6. */
export function reversePath(
  ns: Namespace,
  packet: Incoming & { readonly family: 4 | 6 },
  options: {
    readonly mark: number;
    readonly outDevice?: string;
    readonly inDevice?: string;
    readonly vrf?: string;
    readonly ignoreLinkState?: boolean;
  },
): RouteResult {
  return lookupRoute(ns, {
    family: packet.family,
    destination: packet.source,
    source: packet.destination,
    tos: packet.tos,
    protocol: packet.protocol,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
    uid: 0,
    ...options,
  });
}

/** fib_info_nh_uses_dev(): does any next hop of the route use the device? */
export const routeUses = (route: RouteRecord, device: string): boolean =>
  route.nexthops.some((h) => h.device === device);

/** The same where the device is a VRF, and the next hop in it. */
const leadsIntoVrf = (ns: Namespace, route: RouteRecord, device: string): boolean =>
  route.nexthops.some((h) => h.device !== device && vrfOf(ns, h.device)?.name === device);

// @supports sysctls | net/ipv4/conf/*/rp_filter | net/ipv4/fib_frontend.c: __fib_validate_source()
// @supports sysctls | net/ipv4/conf/*/accept_local | net/ipv4/fib_frontend.c: __fib_validate_source()
// @supports sysctls | net/ipv4/conf/*/src_valid_mark | net/ipv4/fib_frontend.c: __fib_validate_source()
// @supports sysctls | net/ipv4/conf/*/send_redirects | net/ipv4/fib_frontend.c: __fib_validate_source()
/**
 * fib_validate_source() of net/ipv4/fib_frontend.c: martian sources and rp_filter. `out` is the device that the packet would leave by,
 * absent where it is for this machine; `destination` is unspecified for broadcasts.
 */
export function validateSource(
  ns: Namespace,
  packet: Incoming,
  device: string,
  out: string | undefined,
  destination: Address = packet.destination,
): SourceCheck {
  const rpFilter = maxConf(ns, 4, device, 'rp_filter');
  const sameWay = out === device && orConf(ns, 4, device, 'send_redirects', 1);
  const fail = (reason: 'IP_RPFILTER' | 'IP_LOCAL_SOURCE' | 'IP_INVALID_SOURCE', back?: RouteResult): SourceCheck => ({
    ok: false,
    reason,
    rpFilter,
    evidence: reason === 'IP_RPFILTER' ? confEvidence(ns, 4, device, 'rp_filter', rpFilter) : [],
    ...(back ? { back } : {}),
  });
  if (rpFilter === 0 && !sameWay) {
    if (orConf(ns, 4, device, 'accept_local')) return { ok: true, rpFilter, checked: false };
    if (!hasCustomLocalRoutes(ns) && !hasCustomRules(ns))
      return ownAddress(ns, packet.source).length > 0
        ? fail('IP_LOCAL_SOURCE')
        : { ok: true, rpFilter, checked: false };
  }
  const mark = orConf(ns, 4, device, 'src_valid_mark') ? packet.mark : 0;
  const asked = { ...packet, destination, family: 4 as const };
  const vrf = vrfOf(ns, device)?.name;
  const back = reversePath(ns, asked, { mark, inDevice: out ?? 'lo', ...(vrf === undefined ? {} : { vrf }) });
  const passes: SourceCheck = { ok: true, rpFilter, checked: true };
  const lastResort = (): SourceCheck => (rpFilter !== 0 ? fail('IP_RPFILTER', back) : passes);
  if (back.kind === 'error') return lastResort();
  if (back.type === 'local') {
    if (!orConf(ns, 4, device, 'accept_local')) return fail('IP_LOCAL_SOURCE', back);
  } else if (back.type !== 'unicast') return fail('IP_INVALID_SOURCE', back);
  if (
    routeUses(back.route, device) ||
    leadsIntoVrf(ns, back.route, device) ||
    (back.type === 'local' && device === 'lo')
  )
    return passes;
  if (!addressesOn(ns, device).some((a) => a.family === 4)) return lastResort();
  return rpFilter === 1 ? fail('IP_RPFILTER', back) : passes;
}
