import type { Evidence, FdbRecord, LinkRecord } from '@skoop/model';
import { memoise, type Namespace } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import type { Journey } from '../walk/journey.ts';
import { isMember, learnedKey, vlanWithin } from './bridge-vlan.ts';
import { findLink, portsOf } from './link.ts';

/** FDB of bridges by `<bridge> <mac> <VLAN>`, 0 for none; entries of a vxlan device's own table (`self`) are not the bridge's. */
const fdb = memoise((dump) => {
  const map = new Map<string, FdbRecord>();
  const bridges = new Set(dump.links.filter((l) => l.kind === 'bridge').map((l) => l.name));
  for (const entry of dump.fdb) {
    // An entry of the bridge itself has no port. br_fdb_add() with the bridge as the device
    const bridge = entry.master ?? (bridges.has(entry.device) ? entry.device : undefined);
    if (bridge === undefined || entry.dst !== undefined) continue;
    map.set(`${bridge} ${entry.mac} ${entry.vlan ?? 0}`, entry);
  }
  return map;
});

/** BR_FDB_LOCAL: addresses of the bridge and of its ports, and `permanent` entries: their frames go up. */
export const isLocalMac = (ns: Namespace, bridge: LinkRecord, mac: string, vlan = 0): boolean =>
  (mac === bridge.mac && isMember(ns, bridge, bridge.name, vlan)) ||
  portsOf(ns, bridge.name).some((p) => p.mac === mac && isMember(ns, bridge, p.name, vlan)) ||
  fdb(ns).get(`${bridge.name} ${mac} ${vlan}`)?.flags.includes('permanent') === true;

// @supports bridge ports | FDB | net/bridge/br_fdb.c: br_fdb_find_rcu()
/** br_fdb_find_rcu(): the port behind which a MAC is. br_fdb_update(): what is heard moves any entry but a sticky one, also a static one. */
export function bridgeFdb(
  j: Journey,
  bridge: LinkRecord,
  mac: string,
): { readonly port: LinkRecord; readonly evidence: readonly Evidence[] } | undefined {
  const vlan = vlanWithin(bridge, j.tags);
  const entry = fdb(j.ns).get(`${bridge.name} ${mac} ${vlan}`);
  const learned = j.flow.learned.get(learnedKey(`${j.ns.key}/${bridge.name}`, mac, vlan));
  const name = entry?.flags.includes('sticky') ? entry.device : (learned ?? entry?.device);
  const port = name === undefined ? undefined : findLink(j.ns, name);
  if (!port || port.master !== bridge.name) return undefined;
  return { port, evidence: entry && entry.device === name ? [evidenceAt(j.ns, 'fdb', entry)] : [] };
}
