import type { Address, FdbRecord, Gap, LinkRecord } from '@skoop/model';
import { memoise, type Namespace } from '../namespace.ts';

const ZERO = '00:00:00:00:00:00';

/** Destinations of a vxlan device: where a MAC is, and whom to tell what nobody knows. */
export type VxlanTarget = {
  readonly address: Address;
  readonly port?: number;
  readonly vni?: number;
  /** Device that the outer packet must leave by. */
  readonly device?: string;
  readonly entry?: FdbRecord;
};

const tables = memoise((dump) => {
  const map = new Map<string, FdbRecord[]>();
  for (const e of dump.fdb) {
    if (e.dst === undefined) continue;
    const key = `${e.device} ${e.mac}`;
    const list = map.get(key);
    if (list) list.push(e);
    else map.set(key, [e]);
  }
  return map;
});

const target = (entry: FdbRecord): VxlanTarget => ({
  address: entry.dst ?? '',
  entry,
  ...(entry.port === undefined ? {} : { port: entry.port }),
  ...(entry.vni === undefined ? {} : { vni: entry.vni }),
  ...(entry.via === undefined ? {} : { device: entry.via }),
});

/** vxlan_find_mac(): remotes of a MAC, else those of the all-zero entry, else the device's own default. */
export function vxlanTargets(
  ns: Namespace,
  device: LinkRecord,
  mac: string,
): { readonly known: boolean; readonly targets: readonly VxlanTarget[] } {
  const own = tables(ns).get(`${device.name} ${mac}`);
  if (own) return { known: true, targets: own.map(target) };
  const flood = tables(ns).get(`${device.name} ${ZERO}`)?.map(target) ?? [];
  const fallback = device.details.remote ?? device.details.group;
  const dev = device.details.dev ?? device.linkName;
  if (flood.length === 0 && fallback !== undefined)
    return { known: false, targets: [{ address: fallback, ...(dev === undefined ? {} : { device: dev }) }] };
  return { known: false, targets: flood };
}

/** Why it is not known what the FDB holds: the node has no `bridge`, or it failed there. */
export const unreadFdb = (ns: Namespace): Gap | undefined =>
  ns.dump.fdb.length > 0 ? undefined : ns.dump.gaps.find((g) => g.evidence?.section === 'bridge-fdb');

/** Whether the device has anybody to flood to. */
export const floodsTunnel = (ns: Namespace, device: LinkRecord): boolean =>
  vxlanTargets(ns, device, ZERO).targets.length > 0;
