import type { Packet } from '@skoop/model';
import { findLink } from '../device/link.ts';
import type { Flow } from '../flow.ts';
import type { Namespace } from '../namespace.ts';
import { sysctl } from '../sysctl.ts';
import type { Routed } from './routed.ts';

const LIMIT = 65535;

/** MTU that forwarding checks before the hooks. In IPv6 a route's own mtu counts only later, unless it is locked. ip6_dst_mtu_maybe_forward() */
export function forwardMtu(ns: Namespace, r: Routed, destination: string, flow: Flow): number {
  if (r.route.family === 4 || r.route.mtuLocked) return routeMtu(ns, r, destination, flow, true);
  return Math.max(findLink(ns, r.device)?.mtu ?? 1500, 1280);
}

// @supports route attributes | mtu [lock] | include/net/ip.h: ip_dst_mtu_maybe_forward()
// @supports sysctls | net/ipv4/ip_forward_use_pmtu | include/net/ip.h: ip_dst_mtu_maybe_forward()
// @supports ICMP | path MTU learned from errors | net/ipv4/route.c: __ip_rt_update_pmtu()
/** dst_mtu() of a route: learned path MTU (unless forwarding), route metric, device. ip_dst_mtu_maybe_forward() */
export function routeMtu(ns: Namespace, r: Routed, destination: string, flow: Flow, forwarding: boolean): number {
  const device = findLink(ns, r.device)?.mtu ?? 1500;
  const family = r.route.family;
  const learned = flow.pathMtu.get(`${ns.key}/${destination}`);
  const useLearned = !forwarding || family === 6 || sysctl(ns, 'net/ipv4/ip_forward_use_pmtu', 0) !== 0;
  if (useLearned && learned !== undefined && !r.route.mtuLocked) return Math.min(learned, LIMIT);
  if (r.route.mtu !== undefined) return Math.min(r.route.mtu, family === 6 && forwarding ? device : LIMIT);
  return Math.min(family === 6 ? Math.max(device, 1280) : device, LIMIT);
}

/** MTU of the link of a host that is in no snapshot, bytes, where the World does not tell. */
const OUTSIDE_LINK = 1500;
/** Where a flow keeps what the World tells. */
export const OUTSIDE_PATH = '/';

/** MTU that a host outside knows to a destination: it hears of narrow paths as any other. */
export const outsideMtu = (flow: Flow, destination: string): number =>
  flow.pathMtu.get(`/${destination}`) ?? flow.pathMtu.get(OUTSIDE_PATH) ?? OUTSIDE_LINK;

/** Length that must fit: of the packet, or of its largest fragment. */
export const wireLength = (p: Packet): number => p.fragment ?? p.length;

/** ip_fragment(), ip6_fragment(): the packet in pieces of at most `mtu`. */
export function fragmented(p: Packet, mtu: number): Packet {
  const header = p.family === 4 ? 20 : 40;
  const extra = p.family === 4 ? 0 : 8;
  const payload = Math.floor((mtu - header - extra) / 8) * 8;
  return { ...p, fragment: header + extra + payload, dontFragment: false };
}

/** Number of pieces that the packet travels in. */
export function fragmentCount(p: Packet): number {
  if (p.fragment === undefined) return 1;
  const header = p.family === 4 ? 20 : 40;
  return Math.ceil((p.length - header) / (p.fragment - header - (p.family === 4 ? 0 : 8)));
}
