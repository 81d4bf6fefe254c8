import type { NeighbourRecord } from '@skoop/model';
import { memoise, type Namespace } from '../namespace.ts';

/** Neighbours by `<device> <address>`; entries of proxies apart. */
const entries = memoise((dump) => {
  const known = new Map<string, NeighbourRecord>();
  const proxies = new Map<string, NeighbourRecord>();
  for (const n of dump.neighbours) (n.proxy ? proxies : known).set(`${n.device} ${n.address}`, n);
  return { known, proxies };
});

// @supports neighbours | permanent, noarp | net/core/neighbour.c: neigh_resolve_output()
/**
 * An entry that an administrator set (`permanent`, `noarp`): it is used as it is. Everything else is resolved anew, because caches are
 * taken as cold.
 */
export function staticNeighbour(ns: Namespace, device: string, address: string): NeighbourRecord | undefined {
  const n = entries(ns).known.get(`${device} ${address}`);
  return n && (n.state === 'PERMANENT' || n.state === 'NOARP') ? n : undefined;
}

/** `ip neigh add proxy`: pneigh_lookup(). */
export const isProxied = (ns: Namespace, device: string, address: string): boolean =>
  entries(ns).proxies.has(`${device} ${address}`);
