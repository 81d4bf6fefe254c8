import type { LinkRecord, NamespaceDump, NodeDump } from '@skoop/model';
import { type DeviceEnd, netnsKey } from '@skoop/netstack';
import { groupBy } from '../group-by.ts';
import { vethPeersOf } from './veth-peers.ts';

/** Which device each one sits on, and which sit on it, by `<netns key>/<device>`. */
export type StackedDevices = {
  readonly lower: ReadonlyMap<string, DeviceEnd>;
  readonly upper: ReadonlyMap<string, readonly DeviceEnd[]>;
};

/** Kinds that sit on one other device and may be in another namespace than that. IFLA_LINK */
const STACKED = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap', 'macsec']);
/** On one of these the kernel puts the new device on what it sits on itself. macvlan_common_newlink(), ipvlan_link_new() */
const FLATTENED: readonly ReadonlySet<string>[] = [new Set(['macvlan', 'macvtap']), new Set(['ipvlan', 'ipvtap'])];

const cache = new WeakMap<NodeDump, StackedDevices>();

/**
 * What sits on what within a node. `ip link` shows the lower device by its index, and by the id that the upper device's namespace gave to
 * the lower one's. Which namespace that is follows from veth pairs with the same id, or from hardware addresses: a device lists those of the
 * macvlans on it, and gives its own to the ipvlans on it. What stays ambiguous is left out.
 */
export function stackedDevicesOf(dump: NodeDump): StackedDevices {
  const hit = cache.get(dump);
  if (hit) return hit;
  const made = build(dump);
  cache.set(dump, made);
  return made;
}

type At = { readonly ns: NamespaceDump; readonly link: LinkRecord };

/** What parents are looked up in. */
type Index = {
  /** But for macvlans and ipvlans: hardly anything of another namespace sits on those. */
  readonly byIndex: ReadonlyMap<number, readonly At[]>;
  /** By namespace and index, and by namespace and name. */
  readonly within: ReadonlyMap<string, At>;
  /** By index and a hardware address that the device takes frames for. */
  readonly listing: ReadonlyMap<string, readonly At[]>;
  readonly ids: Ids;
};

function build(dump: NodeDump): StackedDevices {
  const everywhere = dump.namespaces.flatMap((ns) => ns.links.map((link) => ({ ns, link })));
  const index: Index = {
    byIndex: groupBy(
      everywhere.filter((e) => !FLATTENED.some((kinds) => kinds.has(e.link.kind))),
      (e) => e.link.index,
    ),
    within: new Map(
      everywhere.flatMap((e) => [
        [`${e.ns.id} ${e.link.index}`, e],
        [`${e.ns.id} name ${e.link.name}`, e],
      ]),
    ),
    listing: groupBy(dump.namespaces.flatMap(listed), (l) => `${l.link.index} ${l.mac}`),
    ids: knownIds(dump),
  };
  const lower = new Map<string, DeviceEnd>();
  const upper = new Map<string, DeviceEnd[]>();
  for (const child of everywhere) {
    if (!STACKED.has(child.link.kind)) continue;
    const parent = parentOf(child, index);
    if (!parent) continue;
    lower.set(keyOf(dump, child), endOf(dump, parent));
    const key = keyOf(dump, parent);
    const list = upper.get(key);
    if (list) list.push(endOf(dump, child));
    else upper.set(key, [endOf(dump, child)]);
  }
  return { lower, upper };
}

type Ids = ReadonlyMap<NamespaceDump, ReadonlyMap<number, NamespaceDump>>;

/** No node has so many devices with one index; a dump that says so is not searched for long. */
const MOST = 100;

function parentOf({ ns, link }: At, index: Index): At | undefined {
  if (link.linkName !== undefined) return index.within.get(`${ns.id} name ${link.linkName}`);
  if (link.linkIndex === undefined) return undefined;
  if (link.linkNetnsid === undefined) {
    const found = index.within.get(`${ns.id} ${link.linkIndex}`);
    return found?.link === link ? undefined : found;
  }
  const named = index.ids.get(ns)?.get(link.linkNetnsid);
  if (named) {
    const found = index.within.get(`${named.id} ${link.linkIndex}`);
    return found && mayCarry(found.link, link) ? found : undefined;
  }
  const fits = (c: At): boolean => c.ns !== ns && mayCarry(c.link, link);
  const taking = (index.listing.get(`${link.linkIndex} ${link.mac}`) ?? []).slice(0, MOST).filter(fits);
  if (taking.length === 1) return taking[0];
  const all = (index.byIndex.get(link.linkIndex) ?? []).slice(0, MOST + 1);
  const others = all.length > MOST ? [] : all.filter(fits);
  return others.length === 1 ? others[0] : undefined;
}

function mayCarry(lower: LinkRecord, upper: LinkRecord): boolean {
  if (lower.kind === 'loopback' || FLATTENED.some((kinds) => kinds.has(lower.kind) && kinds.has(upper.kind)))
    return false;
  return !upper.kind.startsWith('ipv') || lower.mac === upper.mac;
}

/** Ids that namespaces gave to each other, as the node's list of its own ids and certain veth pairs tell them. */
function knownIds(dump: NodeDump): Ids {
  const byKey = new Map(dump.namespaces.map((ns) => [netnsKey(dump.node, ns.id), ns]));
  const peers = vethPeersOf(dump);
  return new Map(
    dump.namespaces.map((ns) => {
      const own = new Map<number, NamespaceDump>();
      for (const link of ns.links) {
        const peer = link.linkNetnsid === undefined ? undefined : peers.get(keyOf(dump, { ns, link }));
        const there = peer && byKey.get(peer.netns);
        if (link.linkNetnsid !== undefined && there) own.set(link.linkNetnsid, there);
      }
      if (ns.id === 'host')
        for (const other of dump.namespaces) if (other.nsid !== undefined) own.set(other.nsid, other);
      return [ns, own] as const;
    }),
  );
}

/** Devices with each hardware address that they take frames for. ndo_dflt_fdb_dump() */
function listed(ns: NamespaceDump): readonly (At & { readonly mac: string })[] {
  const byName = new Map(ns.links.map((link) => [link.name, link]));
  const seen = new Set<string>();
  return ns.fdb.flatMap((f) => {
    const link = f.master === undefined && f.flags.includes('self') ? byName.get(f.device) : undefined;
    const key = `${f.device} ${f.mac}`;
    if (!link || seen.has(key)) return [];
    seen.add(key);
    return [{ ns, link, mac: f.mac }];
  });
}

const keyOf = (dump: NodeDump, at: At): string => `${netnsKey(dump.node, at.ns.id)}/${at.link.name}`;
const endOf = (dump: NodeDump, at: At): DeviceEnd => ({ netns: netnsKey(dump.node, at.ns.id), device: at.link.name });
