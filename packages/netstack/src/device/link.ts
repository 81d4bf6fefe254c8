import type { AddressRecord, LinkRecord } from '@skoop/model';
import { memoise, type Namespace } from '../namespace.ts';

type LinkIndex = {
  readonly byName: ReadonlyMap<string, LinkRecord>;
  readonly byIndex: ReadonlyMap<number, LinkRecord>;
  readonly ports: ReadonlyMap<string, readonly LinkRecord[]>;
};

export const linkIndex = memoise((dump): LinkIndex => {
  const byName = new Map<string, LinkRecord>();
  const byIndex = new Map<number, LinkRecord>();
  const ports = new Map<string, LinkRecord[]>();
  for (const link of dump.links) {
    byName.set(link.name, link);
    byIndex.set(link.index, link);
    if (link.master !== undefined) {
      const list = ports.get(link.master);
      if (list) list.push(link);
      else ports.set(link.master, [link]);
    }
  }
  return { byName, byIndex, ports };
});

export const findLink = (ns: Namespace, name: string): LinkRecord | undefined => linkIndex(ns).byName.get(name);

/** Ports of a bridge (or of a bond). */
export const portsOf = (ns: Namespace, master: string): readonly LinkRecord[] => linkIndex(ns).ports.get(master) ?? [];

/** dev->group as iproute2 prints it, `default` for 0. */
export const groupOf = (link: LinkRecord): string =>
  link.group === undefined || link.group === '0' ? 'default' : link.group;

/** IFF_UP: set by the administrator. */
export const isUp = (link: LinkRecord): boolean => link.flags.includes('UP');
/** netif_carrier_ok: the other end is up. */
export const hasCarrier = (link: LinkRecord): boolean =>
  !link.flags.includes('NO-CARRIER') && link.operstate !== 'LOWERLAYERDOWN' && link.operstate !== 'DOWN';

/** Master bridge of a port, if its master is a bridge of this namespace. */
export function bridgeOf(ns: Namespace, link: LinkRecord): LinkRecord | undefined {
  const master = link.master === undefined ? undefined : findLink(ns, link.master);
  return master?.kind === 'bridge' ? master : undefined;
}

type AddressIndex = {
  readonly byDevice: ReadonlyMap<string, readonly AddressRecord[]>;
  readonly byAddress: ReadonlyMap<string, readonly AddressRecord[]>;
};
const addressIndex = memoise((dump): AddressIndex => {
  const byDevice = new Map<string, AddressRecord[]>();
  const byAddress = new Map<string, AddressRecord[]>();
  for (const a of dump.addresses) {
    for (const [map, key] of [
      [byDevice, a.device],
      [byAddress, a.address],
    ] as const) {
      const list = map.get(key);
      if (list) list.push(a);
      else map.set(key, [a]);
    }
  }
  return { byDevice, byAddress };
});

export const addressesOn = (ns: Namespace, device: string): readonly AddressRecord[] =>
  addressIndex(ns).byDevice.get(device) ?? [];
/** inet_lookup_ifaddr_rcu: records of an address that is configured in this namespace. */
export const ownAddress = (ns: Namespace, address: string): readonly AddressRecord[] =>
  addressIndex(ns).byAddress.get(address) ?? [];
