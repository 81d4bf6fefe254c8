import type { FdbRecord, NamespaceDump, NeighbourRecord, RouteRecord } from '@skoop/model';
import { groupBy } from '../group-by.ts';

/** Routes, neighbours and FDB entries of one host, found without a walk through all of them: there is one of each for every other node. */
export type TunnelTables = {
  /** Routes of table main by destination, the first of each. */
  readonly routeTo: ReadonlyMap<string, RouteRecord>;
  /** Neighbours with a hardware address, by address and device. */
  readonly neighbourOf: (address: string, device: string) => NeighbourRecord | undefined;
  /** FDB entries that name a tunnel end, by hardware address and device. */
  readonly fdbOf: (mac: string, device: string) => readonly FdbRecord[];
};

const known = new WeakMap<NamespaceDump, TunnelTables>();

/** Made once for each dump. */
export function tunnelTablesOf(host: NamespaceDump): TunnelTables {
  const before = known.get(host);
  if (before) return before;
  const routeTo = new Map<string, RouteRecord>();
  for (const route of host.routes)
    if (route.table === 'main' && !routeTo.has(route.destination)) routeTo.set(route.destination, route);
  const neighbours = new Map<string, NeighbourRecord>();
  for (const neighbour of host.neighbours) {
    const key = `${neighbour.address} ${neighbour.device}`;
    if (neighbour.mac !== undefined && !neighbours.has(key)) neighbours.set(key, neighbour);
  }
  const fdb = groupBy(
    host.fdb.filter((entry) => entry.dst !== undefined),
    (entry) => `${entry.mac} ${entry.device}`,
  );
  const tables: TunnelTables = {
    routeTo,
    neighbourOf: (address, device) => neighbours.get(`${address} ${device}`),
    fdbOf: (mac, device) => fdb.get(`${mac} ${device}`) ?? [],
  };
  known.set(host, tables);
  return tables;
}
