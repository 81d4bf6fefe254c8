import type {
  ActionType,
  Hop,
  LinkPacket,
  LinkType,
  Packet,
  PathLink,
  PathNode,
  Snapshot,
  Suspicion,
  Trace,
} from '@skoop/model';
import type { NetNodeInfo } from '../net-node.ts';
import type { PromisedPath } from '../promise/promised-path.ts';
import { podNamespacesOf } from '../world/pod-namespaces.ts';
import { compare, round } from './ordering.ts';

/** The path as nodes and links: taken, promised, or both. */
export type Path = { readonly nodes: readonly PathNode[]; readonly links: readonly PathLink[] };

type Building = {
  readonly nodes: Map<string, { info: NetNodeInfo; actions: Map<string, ActionType> }>;
  readonly links: Map<string, PathLink>;
};

export function joinPath(
  snapshot: Snapshot,
  traces: readonly Trace[],
  promise: PromisedPath,
  suspicions: readonly Suspicion[],
): Path {
  const building: Building = { nodes: new Map(), links: new Map() };
  for (const trace of firstRequests(traces)) addTaken(building, trace, trace.share);
  addPromised(building, promise);
  const nodes = [...building.nodes.values()].map(
    ({ info, actions }): PathNode => ({
      id: info.id,
      type: info.type,
      node: info.node,
      suspicions: suspicions.filter((s) => belongsTo(snapshot, s, info)),
      actions: Object.fromEntries([...actions].map(([link, type]) => [link, { type }])),
    }),
  );
  return { nodes, links: [...building.links.values()].map((l) => ({ ...l, share: round(l.share) })) };
}

/** The packet that opens the conversation, of every branch. */
function firstRequests(traces: readonly Trace[]): readonly Trace[] {
  const seen = new Set<string>();
  return traces.filter((t) => t.direction === 'request' && !seen.has(t.branch) && seen.add(t.branch));
}

function addTaken(building: Building, trace: Trace, share: number): void {
  const { hops } = trace;
  let incoming = '';
  hops.forEach((hop, i) => {
    const info = infoOf(hop, i === 0 ? 'source' : 'destination');
    const next = hops[i + 1];
    const last = next === undefined;
    addAction(building, info, incoming, last && trace.outcome === 'delivered' ? 'serve' : actOf(hop, i === 0));
    if (!next) return;
    const to = infoOf(next, 'destination');
    if (to.id === info.id) return;
    const id = linkId(info, to);
    const before = building.links.get(id);
    building.links.set(id, {
      id,
      type: linkType(info, to, hop),
      source: info.id,
      destination: to.id,
      source_attributes: before?.source_attributes ?? attributes(hop.outDevice),
      destination_attributes: before?.destination_attributes ?? attributes(next.inDevice),
      action: { type: actOf(hop, i === 0) },
      packet: before?.packet ?? linkPacket(next.before),
      taken: true,
      promised: before?.promised ?? false,
      share: (before?.taken ? before.share : 0) + share,
    });
    incoming = id;
  });
}

function addPromised(building: Building, promise: PromisedPath): void {
  for (const { link, share } of promise.links) {
    const id = linkId(link.source, link.destination);
    const before = building.links.get(id);
    if (before) {
      building.links.set(id, { ...before, promised: true, share: before.taken ? before.share : before.share + share });
      continue;
    }
    building.links.set(id, {
      id,
      type: link.type,
      source: link.source.id,
      destination: link.destination.id,
      source_attributes: link.sourceAttributes,
      destination_attributes: link.destinationAttributes,
      packet: link.packet,
      taken: false,
      promised: true,
      share,
    });
  }
  for (const { at, upstream, action } of promise.acts) {
    const link = upstream ? linkId(upstream.source, upstream.destination) : '';
    if (!building.nodes.get(at.id)?.actions.has(link)) addAction(building, at, link, action);
  }
}

function addAction(building: Building, info: NetNodeInfo, link: string, action: ActionType): void {
  const node = building.nodes.get(info.id) ?? { info, actions: new Map<string, ActionType>() };
  node.actions.set(link, action);
  building.nodes.set(info.id, node);
}

function infoOf(hop: Hop, end: 'source' | 'destination'): NetNodeInfo {
  if (hop.node === '') {
    const address = end === 'source' ? hop.before.source : hop.before.destination;
    return { type: 'external', id: address, node: '' };
  }
  if (hop.netns === 'host') return { type: 'node', id: hop.node, node: hop.node };
  return { type: hop.netns.includes('/') ? 'pod' : 'generic', id: hop.netns, node: hop.node };
}

function actOf(hop: Hop, first: boolean): ActionType {
  const translated = hop.steps.some(
    (s) => s.kind === 'ipvs' || (s.kind === 'nat' && s.changes?.some((c) => c.field.startsWith('destination'))),
  );
  return translated ? 'service' : first ? 'send' : 'forward';
}

const linkId = (from: NetNodeInfo, to: NetNodeInfo): string => `${from.id}->${to.id}`;

function linkType(from: NetNodeInfo, to: NetNodeInfo, hop: Hop): LinkType {
  if (from.type === 'external' || to.type === 'external') return 'external';
  if (from.node === to.node && hop.steps.at(-1)?.stage.startsWith('ipvlan/')) return 'ipvlan';
  return from.node === to.node ? 'veth' : 'infra';
}

const attributes = (device: string | undefined): Readonly<Record<string, string>> =>
  device === undefined ? {} : { interface: device };

/** The header that matters to people: the inner one, with the tunnel's beside it. */
export function linkPacket(packet: Packet): LinkPacket {
  const { encapsulated } = packet;
  const inner = encapsulated && ('frame' in encapsulated ? encapsulated.frame.packet : encapsulated.packet);
  const header = inner ?? packet;
  return {
    src: header.source,
    sport: header.sourcePort,
    dst: header.destination,
    dport: header.destinationPort,
    protocol: header.protocol,
    ...(encapsulated
      ? {
          encap: {
            kind: encapsulated.kind,
            src: packet.source,
            dst: packet.destination,
            ...('vni' in encapsulated ? { vni: encapsulated.vni } : {}),
          },
        }
      : {}),
  };
}

/** A suspicion shows at the pod whose namespace its evidence is from, else at its node. */
function belongsTo(snapshot: Snapshot, suspicion: Suspicion, info: NetNodeInfo): boolean {
  if (suspicion.node === '' || suspicion.node !== info.node) return false;
  const netns = suspicion.evidence.find((e) => e.node === suspicion.node)?.netns ?? 'host';
  const pod = netns === 'host' ? undefined : podNamespacesOf(snapshot).podOf(suspicion.node, netns);
  return pod ? info.id === pod.key : info.type === 'node';
}

export const byLevelThenId =
  (order: readonly string[]) =>
  (a: Suspicion, b: Suspicion): number =>
    order.indexOf(b.level) - order.indexOf(a.level) ||
    compare(a.id, b.id) ||
    compare(a.node, b.node) ||
    compare(a.message, b.message);
