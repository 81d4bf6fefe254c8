import type { AddressRecord, LinkRecord, NodeDump } from '@skoop/model';
import { netnsKey } from '@skoop/netstack';
import { stackedDevicesOf } from './stacked-devices.ts';

/** An address of a pod whose device sits on one of the node's, so that it is on the link of that. */
export type StackedAddress = { readonly device: string; readonly address: AddressRecord };

const MAX_DEPTH = 8;

/** Addresses that are on the links of a node's own devices, but not in its namespace: of macvlans, ipvlans and VLANs that pods have. */
export function stackedAddressesOf(dump: NodeDump): readonly StackedAddress[] {
  const host = dump.namespaces[0];
  if (!host) return [];
  const { lower } = stackedDevicesOf(dump);
  const root = (netns: string, device: string): string | undefined => {
    let at = { netns, device };
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      const below = lower.get(`${at.netns}/${at.device}`);
      if (!below) return at.netns === netnsKey(dump.node, host.id) ? at.device : undefined;
      at = below;
    }
    return undefined;
  };
  return dump.namespaces
    .filter((ns) => ns !== host)
    .flatMap((ns) => {
      const key = netnsKey(dump.node, ns.id);
      return ns.links
        .filter((l) => lower.has(`${key}/${l.name}`) && answers(l))
        .flatMap((l) => {
          const device = root(key, l.name);
          const own = ns.addresses.filter((a) => a.device === l.name);
          return device === undefined
            ? []
            : portsUnder(host.links, device).flatMap((port) => own.map((address) => ({ device: port, address })));
        });
    });
}

/** Nobody answers for an ipvlan in modes l3 and l3s: the node routes to it. */
const answers = (link: LinkRecord): boolean => !link.flags.includes('NOARP');

/** The device itself, or what is in it where it is a bridge or bond. */
function portsUnder(links: readonly LinkRecord[], device: string): readonly string[] {
  const ports = links.filter((l) => l.master === device).map((l) => l.name);
  return ports.length > 0 ? ports : [device];
}
