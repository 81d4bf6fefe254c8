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

function build(dump: NodeDump): StackedDevices {
  const everywhere = dump.namespaces.flatMap((ns) => ns.links.map((link) => ({ ns, link })));
  const byIndex = groupBy(everywhere, (e) => e.link.index);
  const ids = knownIds(dump);
  const lists = new Map(dump.namespaces.map((ns) => [ns, listedAddresses(ns)]));
  const lower = new Map<string, DeviceEnd>();
  const upper = new Map<string, DeviceEnd[]>();
  for (const child of everywhere) {
    if (!STACKED.has(child.link.kind)) continue;
    const parent = parentOf(child, byIndex, ids, lists);
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

function parentOf(
  child: At,
  byIndex: ReadonlyMap<number, readonly At[]>,
  ids: Ids,
  lists: ReadonlyMap<NamespaceDump, ReadonlySet<string>>,
): At | undefined {
  const { ns, link } = child;
  if (link.linkName !== undefined) {
    const found = ns.links.find((l) => l.name === link.linkName);
    return found && { ns, link: found };
  }
  const sameIndex = link.linkIndex === undefined ? [] : (byIndex.get(link.linkIndex) ?? []);
  if (link.linkNetnsid === undefined) return sameIndex.find((c) => c.ns === ns && c.link !== link);
  const named = ids.get(ns)?.get(link.linkNetnsid);
  const others = sameIndex.filter((c) => c.ns !== ns && mayCarry(c.link, link) && (!named || named === c.ns));
  const listed = others.filter((c) => link.mac !== undefined && lists.get(c.ns)?.has(`${c.link.name} ${link.mac}`));
  if (listed.length === 1) return listed[0];
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

/** Hardware addresses that a device takes frames for, as `<device> <address>`. ndo_dflt_fdb_dump() */
const listedAddresses = (ns: NamespaceDump): ReadonlySet<string> =>
  new Set(ns.fdb.filter((f) => f.master === undefined && f.flags.includes('self')).map((f) => `${f.device} ${f.mac}`));

const keyOf = (dump: NodeDump, at: At): string => `${netnsKey(dump.node, at.ns.id)}/${at.link.name}`;
const endOf = (dump: NodeDump, at: At): DeviceEnd => ({ netns: netnsKey(dump.node, at.ns.id), device: at.link.name });
