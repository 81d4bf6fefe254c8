import type { AddressRecord, NamespaceDump, RouteRecord } from '@skoop/model';
import { hasCarrier, isUp } from './link.ts';

/**
 * Whether an address may be used: not one that failed duplicate address detection. What was still being checked when the node was
 * collected is ready a second later, where the device can send at all. addrconf_dad_completed() of net/ipv6/addrconf.c
 */
export const isUsableAddress = ({ dump }: { readonly dump: NamespaceDump }, a: AddressRecord): boolean =>
  !a.flags.includes('dadfailed') &&
  (!a.flags.includes('tentative') || a.flags.includes('optimistic') || isBeingChecked(dump, a));

function isBeingChecked(dump: NamespaceDump, { device, flags }: AddressRecord): boolean {
  if (!flags.includes('tentative') || flags.includes('optimistic') || flags.includes('dadfailed')) return false;
  const link = dump.links.find((l) => l.name === device);
  return link !== undefined && isUp(link) && hasCarrier(link);
}

/** Local routes of addresses that are still being checked: the kernel enters them when that is done. __ipv6_ifa_notify() */
export function routesToCome(dump: NamespaceDump): readonly RouteRecord[] {
  const checked = dump.addresses.filter((a) => a.family === 6 && isBeingChecked(dump, a));
  if (checked.length === 0 || dump.routes.length === 0) return [];
  const known = new Set(dump.routes.filter((r) => r.type === 'local').map((r) => r.destination));
  return checked.flatMap(({ address, device }): RouteRecord[] => {
    const destination = `${address}/128`;
    if (known.has(destination) || dump.links.some((l) => l.name === device && l.master !== undefined)) return [];
    const nexthops = [{ device, weight: 1, flags: [] }];
    return [
      { line: 0, family: 6, type: 'local', destination, table: 'local', protocol: 'kernel', metric: 0, nexthops },
    ];
  });
}
