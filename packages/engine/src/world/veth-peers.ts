import type { LinkRecord, NamespaceDump, NodeDump } from '@skoop/model';
import { type DeviceEnd, netnsKey } from '@skoop/netstack';
import { groupBy } from '../group-by.ts';

const cache = new WeakMap<NodeDump, ReadonlyMap<string, DeviceEnd>>();

/**
 * Both ends of every veth pair of a node that lies within its dump, by `<netns key>/<device>`. `ip link` shows of a peer only its
 * index and, where it is in another namespace, the id that the asking namespace gave that one; so ends are paired by indices that
 * point at each other, and ids decide where more than one pair would do. A pair that stays ambiguous is left out.
 */
export function vethPeersOf(dump: NodeDump): ReadonlyMap<string, DeviceEnd> {
  const hit = cache.get(dump);
  if (hit) return hit;
  const made = pair(dump);
  cache.set(dump, made);
  return made;
}

type End = { readonly ns: NamespaceDump; readonly link: LinkRecord };

function pair(dump: NodeDump): Map<string, DeviceEnd> {
  const ends = dump.namespaces.flatMap((ns) => ns.links.filter((l) => l.kind === 'veth').map((link) => ({ ns, link })));
  const byIndices = groupBy(ends, (e) => `${e.link.index} ${e.link.linkIndex ?? ''}`);
  const out = new Map<string, DeviceEnd>();
  for (const end of ends) {
    const peer = peerOf(end, byIndices);
    if (peer) out.set(keyOf(dump.node, end), { netns: netnsKey(dump.node, peer.ns.id), device: peer.link.name });
  }
  return out;
}

function peerOf(end: End, byIndices: ReadonlyMap<string, readonly End[]>): End | undefined {
  const { ns, link } = end;
  if (link.linkIndex === undefined) {
    // Both ends in one namespace, printed by name.
    const other = ns.links.find((l) => l.name === link.linkName && l.kind === 'veth');
    return other && { ns, link: other };
  }
  const candidates = (byIndices.get(`${link.linkIndex} ${link.index}`) ?? []).filter(
    (c) => !(c.ns === ns && c.link === link) && agrees(end, c) && agrees(c, end),
  );
  const certain = candidates.filter((c) => sure(end, c) || sure(c, end));
  if (certain.length === 1) return certain[0];
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** The ids do not speak against it: without an id the peer is in the same namespace, the host's ids are known. */
function agrees(from: End, to: End): boolean {
  if (from.link.linkNetnsid === undefined) return from.ns === to.ns;
  if (from.ns === to.ns) return false;
  return from.ns.id !== 'host' || to.ns.nsid === undefined || to.ns.nsid === from.link.linkNetnsid;
}

const sure = (from: End, to: End): boolean =>
  from.ns.id === 'host' && to.ns.nsid !== undefined && to.ns.nsid === from.link.linkNetnsid;

const keyOf = (node: string, end: End): string => `${netnsKey(node, end.ns.id)}/${end.link.name}`;
