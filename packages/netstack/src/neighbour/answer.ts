import { type Address, isLoopback, isMulticast, isUnspecified, type LinkRecord } from '@skoop/model';
import { addressesOn } from '../device/link.ts';
import { isUsableAddress } from '../device/usable-address.ts';
import type { Namespace } from '../namespace.ts';
import { addressType } from '../route/address-type.ts';
import { lookupRoute } from '../route/lookup.ts';
import { matchingRoutes, tableOf } from '../route/table.ts';
import { validateSource } from '../route/validate-source.ts';
import { andConf, deviceConf, maxConf, orConf, sysctl } from '../sysctl.ts';
import { isProxied } from './entry.ts';

/** A question for a link-layer address: an ARP request or a neighbour solicitation. */
export type Question = { readonly family: 4 | 6; readonly target: Address; readonly sender: Address };

export type Answered = 'owner' | 'proxy';

// @supports sysctls | net/ipv4/conf/*/proxy_arp | net/ipv4/arp.c: arp_fwd_proxy()
// @supports sysctls | net/ipv4/conf/*/proxy_arp_pvlan | net/ipv4/arp.c: arp_fwd_pvlan()
// @supports sysctls | net/ipv4/conf/*/medium_id | net/ipv4/arp.c: arp_fwd_proxy()
// @supports sysctls | net/ipv6/conf/*/proxy_ndp | net/ipv6/ndisc.c: ndisc_recv_ns()
// @supports neighbours | ARP request for an own address | net/ipv4/arp.c: arp_process()
// @supports neighbours | neighbour solicitation | net/ipv6/ndisc.c: ndisc_recv_ns()
// @supports neighbours | ip neigh add proxy | net/core/neighbour.c: pneigh_lookup()
/** Would this device answer? arp_process() of net/ipv4/arp.c, ndisc_recv_ns() of net/ipv6/ndisc.c. */
export const answers = (ns: Namespace, device: LinkRecord, q: Question): Answered | undefined =>
  device.flags.includes('NOARP')
    ? undefined
    : q.family === 4
      ? answersArp(ns, device.name, q)
      : answersNdp(ns, device.name, q);

function answersArp(ns: Namespace, device: string, { target, sender }: Question): Answered | undefined {
  if (isMulticast(target) || (isLoopback(target) && !orConf(ns, 4, device, 'route_localnet'))) return undefined;
  if (isUnspecified(sender))
    return addressType(ns, target) === 'local' && !ignored(ns, device, sender, target) ? 'owner' : undefined;
  const route = inputRoute(ns, device, sender, target);
  if (route?.type === 'local')
    return ignored(ns, device, sender, target) || filtered(ns, device, sender, target) ? undefined : 'owner';
  if (route?.type !== 'unicast') return undefined;
  // arp_fwd_pvlan(): for machines behind the same device that cannot hear each other.
  if (route.device === device) return deviceConf(ns, 4, device, 'proxy_arp_pvlan') !== 0 ? 'proxy' : undefined;
  if (orConf(ns, 4, device, 'proxy_arp') && deviceConf(ns, 4, device, 'medium_id') !== -1) return 'proxy';
  return isProxied(ns, device, target) ? 'proxy' : undefined;
}

/** ip_route_input() for the asked address, as if the asker had sent a packet to it: checks of the source included. */
function inputRoute(ns: Namespace, device: string, source: Address, destination: Address) {
  const found = lookupRoute(ns, { family: 4, destination, source, inDevice: device, mark: 0, tos: 0, uid: 0 });
  if (found.kind === 'error') return undefined;
  const local = found.type === 'local';
  const forwarding = deviceConf(ns, 4, device, 'forwarding', sysctl(ns, 'net/ipv4/ip_forward', 0)) !== 0;
  if (!local && !forwarding) return undefined;
  const out = local ? undefined : found.nexthops[0]?.device;
  const packet = { source, destination, mark: 0, tos: 0, protocol: '' };
  if (!validateSource(ns, packet, device, out).ok) return undefined;
  return { type: found.type, device: local ? 'lo' : out };
}

// @supports sysctls | net/ipv4/conf/*/arp_ignore | net/ipv4/arp.c: arp_ignore()
/** arp_ignore(). */
function ignored(ns: Namespace, device: string, sender: Address, target: Address): boolean {
  const own = addressesOn(ns, device).filter((a) => a.family === 4 && a.address === target);
  switch (maxConf(ns, 4, device, 'arp_ignore')) {
    case 0:
      return false;
    case 1:
      return own.length === 0;
    case 2:
      return !own.some((a) => isUnspecified(sender) || sameSubnet(a.address, a.prefixLength, sender));
    case 3:
      return !ns.dump.addresses.some((a) => a.address === target && a.scope !== 'host');
    case 8:
      return true;
    default:
      return false;
  }
}

const sameSubnet = (a: Address, length: number, b: Address): boolean => {
  const bits = (x: string): number => x.split('.').reduce((n, part) => n * 256 + Number(part), 0);
  return Math.floor(bits(a) / 2 ** (32 - length)) === Math.floor(bits(b) / 2 ** (32 - length));
};

// @supports sysctls | net/ipv4/conf/*/arp_filter | net/ipv4/arp.c: arp_filter()
/** arp_filter(): answers only where the way back to the asker is by this device. */
function filtered(ns: Namespace, device: string, sender: Address, target: Address): boolean {
  if (!orConf(ns, 4, device, 'arp_filter')) return false;
  const back = lookupRoute(ns, { family: 4, destination: sender, source: target });
  return back.kind === 'error' || !back.nexthops.some((h) => h.device === device);
}

function answersNdp(ns: Namespace, device: string, { target }: Question): Answered | undefined {
  const own = addressesOn(ns, device).find((a) => a.family === 6 && a.address === target);
  if (own) return isUsableAddress(ns, own) ? 'owner' : undefined;
  if (isAnycast(ns, device, target)) return 'proxy';
  const forwarding = sysctl(ns, 'net/ipv6/conf/all/forwarding', 0) !== 0;
  if (!forwarding || !(orConf(ns, 6, device, 'proxy_ndp') || andConf(ns, 6, device, 'proxy_ndp', 0))) return undefined;
  return isProxied(ns, device, target) ? 'proxy' : undefined;
}

/** ipv6_chk_acast_addr(): a router has the first address of each of its subnets, and answers for it as late as a proxy. */
function isAnycast(ns: Namespace, device: string, target: Address): boolean {
  const table = tableOf(ns, 6, 'local');
  if (!table) return false;
  for (const { route, length } of matchingRoutes(table, target))
    if (length === 128 && route.type === 'anycast' && route.nexthops.some((h) => h.device === device)) return true;
  return false;
}
