import {
  type Address,
  type Gap,
  type NeighbourRecord,
  type Packet,
  type Prefix,
  parsePrefix,
  type Snapshot,
} from '@skoop/model';
import { type Delivery, type Fork, type Namespace, type NetnsKey, netnsKey, type World } from '@skoop/netstack';
import { clusterOf } from '../cluster.ts';
import { assumedRanges } from '../detect/assumed-ranges.ts';
import { cidrsOf, detectClusterCidr, detectServiceCidr } from '../detect/cidrs.ts';
import type { InfraShim } from '../infra-shim.ts';
import { ipCacheOf } from '../ip-cache.ts';
import { linkOwner } from './link-owner.ts';
import { networkMtu } from './network-mtu.ts';
import { notCollected } from './not-collected.ts';
import { podNamespacesOf } from './pod-namespaces.ts';
import { stackedDevicesOf } from './stacked-devices.ts';
import { onLink, shareLink, type UnderlayPort, underlayPortsOf } from './underlay-ports.ts';
import {
  arriveAt,
  isDown,
  linkEvidence,
  lost,
  only,
  type Underlay,
  underlayRoute,
  usedUpAt,
} from './underlay-route.ts';
import { vethPeersOf } from './veth-peers.ts';

/** The World of a snapshot: namespaces are its dumps, and what lies between nodes is what the provider's shim says. */
export function snapshotWorld(snapshot: Snapshot, shim: InfraShim, named?: ReadonlySet<Address>): World {
  const ipCache = ipCacheOf(snapshot);
  const ports = underlayPortsOf(snapshot);
  const underlay: Underlay = {
    ipCache,
    ports,
    shim,
    lacks: (node) => (hasHost(snapshot, node) ? undefined : notCollected(snapshot, node)),
    ...(named ? { named } : {}),
    ranges: rangesOf(snapshot),
    assumed: assumedRanges(clusterOf(snapshot)),
    known: new Set(clusterOf(snapshot).nodes.flatMap((n) => [...n.addresses, ...n.externalAddresses])),
  };
  const namespaces = new Map<NetnsKey, Namespace>();
  for (const dump of snapshot.nodes.values()) {
    const pods = podNamespacesOf(snapshot);
    for (const ns of dump.namespaces) {
      const key = netnsKey(dump.node, ns.id);
      const label = pods.labelOf(dump.node, ns);
      namespaces.set(key, { key, node: dump.node, label, kernel: dump.kernel, dump: ns });
    }
  }
  const outsideMtu = networkMtu(snapshot, underlay);
  const dumpOf = (key: NetnsKey) => snapshot.nodes.get(namespaces.get(key)?.node ?? '');
  return {
    namespace: (key) => namespaces.get(key),
    vethPeer(key, device) {
      const dump = dumpOf(key);
      return dump && vethPeersOf(dump).get(`${key}/${device}`);
    },
    lowerDevice(key, device) {
      const dump = dumpOf(key);
      return dump && stackedDevicesOf(dump).lower.get(`${key}/${device}`);
    },
    upperDevices(key, device) {
      const dump = dumpOf(key);
      return (dump && stackedDevicesOf(dump).upper.get(`${key}/${device}`)) ?? [];
    },
    transmit(from, device, nextHop, packet, destinationMac) {
      const ns = namespaces.get(from);
      const port = ns && ports.of(ns.node).find((p) => p.device === device);
      if (!ns || !port || ns.dump.id !== 'host') return [only(unknownDevice(ns, device))];
      const pod = ipCache.podAt(nextHop);
      const absent = pod?.node === ns.node && !podNamespacesOf(snapshot).namespaceOf(pod);
      if (absent && leadsToPod(port)) return [only(podNotCollected(ns.node, pod.key))];
      return overLink(snapshot, underlay, port, nextHop, packet, destinationMac);
    },
    ...(outsideMtu === undefined ? {} : { outsideMtu }),
    enter: (packet) => underlayRoute(underlay, packet),
  };
}

function rangesOf(snapshot: Snapshot): readonly Prefix[] {
  const cluster = clusterOf(snapshot);
  const told = [detectClusterCidr(cluster, {}), detectServiceCidr(cluster)].filter((d) => d?.certain);
  return told.flatMap(cidrsOf).flatMap((c) => parsePrefix(c) ?? []);
}

const hasHost = (snapshot: Snapshot, node: string): boolean =>
  (snapshot.nodes.get(node)?.namespaces[0]?.links.length ?? 0) > 0;

const REFLECTED = { stage: 'bridge/fdb', reason: 'NOT_SPECIFIED' } as const;

function overLink(
  snapshot: Snapshot,
  underlay: Underlay,
  port: UnderlayPort,
  nextHop: Address,
  packet: Packet,
  mac: string | undefined,
): readonly Fork<Delivery>[] {
  const owner = linkOwner(snapshot, underlay.ipCache, underlay.ports, port, nextHop, packet);
  // No switch sends a frame back to where it came from. br_forward.c: should_deliver()
  if (mac !== undefined && mac === port.link.mac)
    return [only({ ...lost(`the frame is for the hardware address of ${port.device} itself`, port), ...REFLECTED })];
  if (mac !== undefined) {
    const marked = underlay.ports.byMac(mac).find((p) => p.node !== port.node && shareLink(port, p) && !isDown(p));
    if (marked) return [only(arriveAt(underlay, marked.node, packet, port, marked))];
    const addressed = owner.kind === 'port' ? owner.ports.find((p) => p.node !== port.node) : undefined;
    // Nobody known has that hardware address: the frame reaches the owner of the next hop too, which sees that it is not for it.
    if (addressed) return [only(withMac(arriveAt(underlay, addressed.node, packet, port, addressed), mac))];
  }
  const ways = toOwner(snapshot, underlay, port, nextHop, packet, owner);
  // So do all others on the link, where the next hop is nobody's.
  const lonely = mac !== undefined && ways.every((f) => f.value.kind === 'no-neighbour');
  const anybody = lonely && underlay.ports.all.find((p) => p.node !== port.node && shareLink(port, p) && !isDown(p));
  return anybody ? [only(withMac(arriveAt(underlay, anybody.node, packet, port, anybody), mac))] : ways;
}

function toOwner(
  snapshot: Snapshot,
  underlay: Underlay,
  port: UnderlayPort,
  nextHop: Address,
  packet: Packet,
  owner: ReturnType<typeof linkOwner>,
): readonly Fork<Delivery>[] {
  switch (owner.kind) {
    case 'port': {
      const [first, ...others] = owner.ports;
      if (first && others.length === 0) return [only(arriveAt(underlay, first.node, packet, port, first))];
      return owner.ports.map((p, index) => ({
        choices: [
          { kind: 'maybe', point: `underlay/owner of ${nextHop}`, index, gap: severalOwners(nextHop, owner.ports) },
        ],
        value: arriveAt(underlay, p.node, packet, port, p),
      }));
    }
    case 'not-collected':
      return [only({ kind: 'missing', node: owner.node, gap: notCollected(snapshot, owner.node) })];
    case 'silent':
      return [only({ kind: 'no-neighbour', sentence: [owner.why], evidence: owner.evidence })];
    case 'nobody':
      return beyondNodes(snapshot, underlay, port, nextHop, packet);
  }
}

/** The next hop is no node's: a router or host outside, or nobody at all. */
function beyondNodes(
  snapshot: Snapshot,
  underlay: Underlay,
  port: UnderlayPort,
  nextHop: Address,
  packet: Packet,
): readonly Fork<Delivery>[] {
  const failed = failedNeighbour(snapshot, port, nextHop);
  if (failed)
    return [
      only({
        kind: 'no-neighbour',
        sentence: [`No machine on ${port.device}'s link answered for ${nextHop} when the node last asked`],
        evidence: [
          {
            node: port.node,
            netns: 'host',
            section: 'ip-neigh',
            line: failed.line,
            text: `${nextHop} dev ${failed.device} ${failed.state}`,
          },
        ],
      }),
    ];
  const owner = underlay.ipCache.ownerOf(nextHop);
  // A pod on this very link has a device that sits on its node's; without the pod's dump nobody knows of it.
  const absent = owner?.kind === 'pod' && !podNamespacesOf(snapshot).namespaceOf(owner.pod) ? owner.pod : undefined;
  if (absent && [...port.addresses, ...port.stacked].some((a) => a.scope !== 'link' && onLink(a, nextHop)))
    return [only(podNotCollected(absent.node, absent.key))];
  if (owner?.kind === 'pod' || (owner?.kind === 'service' && owner.as === 'ClusterIP')) {
    const whose = owner.kind === 'pod' ? `pod ${owner.pod.key}` : `service ${owner.service.key}`;
    const sentence = [`${nextHop} belongs to ${whose}, and no machine on ${port.device}'s link has that address`];
    return [only({ kind: 'no-neighbour', sentence, evidence: [linkEvidence(port)] })];
  }
  const itself = underlay.ports.nodesByAddress.get(nextHop)?.includes(port.node) ? port.node : undefined;
  const node = underlay.ipCache.nodeAt(nextHop) ?? itself;
  if (node !== undefined) {
    const sentence = [
      node === port.node
        ? `${nextHop} is an address of ${node} itself, which does not hear what leaves by its ${port.device}`
        : `${nextHop} is an address of ${node}, which has no device on the link of ${port.device}`,
    ];
    return [only({ kind: 'no-neighbour', sentence, evidence: [linkEvidence(port)] })];
  }
  if (nextHop !== packet.destination && !isKnownRouter(snapshot, port, nextHop)) {
    const sentence = [
      `no node has ${nextHop}, none has it as default gateway or in its neighbour cache, and nothing else shows a router there`,
    ];
    return [only({ kind: 'no-neighbour', sentence, evidence: [linkEvidence(port)] })];
  }
  if (nextHop === packet.destination && !mayBeThere(snapshot, underlay, port, nextHop)) {
    const sentence = [
      `${nextHop} is on the nodes' own network, no node has it, and nothing says that another machine does: not the question, no endpoint, no neighbour table`,
    ];
    return [only({ kind: 'no-neighbour', sentence, evidence: [linkEvidence(port)] })];
  }
  const ways = underlayRoute(underlay, packet, port);
  if (nextHop === packet.destination) return ways;
  // A router sends on what is for a node. An address outside may be its own.
  const usesUp = packet.ttl <= 1 && ways.some((f) => f.value.kind !== 'outside');
  return usesUp ? [only(usedUpAt(nextHop, packet))] : ways;
}

/** Whether a machine that is no node may have an address of the nodes' own network: somebody says so. */
function mayBeThere(snapshot: Snapshot, underlay: Underlay, port: UnderlayPort, address: Address): boolean {
  if (!underlay.named || underlay.named.has(address)) return true;
  if (!port.addresses.some((a) => onLink(a, address))) return true;
  const { endpoints } = clusterOf(snapshot);
  if ([...endpoints.values()].some((list) => list.some((e) => e.address === address))) return true;
  const hosts = [...snapshot.nodes.values()].flatMap((n) => n.namespaces.slice(0, 1));
  return hosts.some(
    (h) =>
      h.neighbours.some((n) => n.address === address && n.mac !== undefined) ||
      h.routes.some((r) => r.nexthops.some((hop) => hop.via === address)),
  );
}

/** Is there any sign of a router at an address of the nodes' own network? Of other networks a snapshot knows nothing. */
function isKnownRouter(snapshot: Snapshot, port: UnderlayPort, address: Address): boolean {
  if (!port.addresses.some((a) => onLink(a, address))) return true;
  const hosts = [...snapshot.nodes.values()].flatMap((n) => n.namespaces.slice(0, 1));
  const gateways = hosts.flatMap((h) =>
    h.routes.filter((r) => r.destination.endsWith('/0')).flatMap((r) => r.nexthops.flatMap((hop) => hop.via ?? [])),
  );
  // Nodes without any gateway may have routers for single networks that they have not asked yet.
  if (gateways.length === 0 || gateways.includes(address)) return true;
  return hosts.some((h) => h.neighbours.some((n) => n.address === address && n.mac !== undefined));
}

/** FAILED after all its requests: nobody answered. An entry whose requests are still going out says nothing yet. */
function failedNeighbour(snapshot: Snapshot, port: UnderlayPort, address: Address): NeighbourRecord | undefined {
  const neighbours = snapshot.nodes.get(port.node)?.namespaces[0]?.neighbours ?? [];
  return neighbours.find(
    (n) => n.address === address && n.state === 'FAILED' && (n.device === port.ip || n.device === port.device),
  );
}

const severalOwners = (address: Address, ports: readonly UnderlayPort[]): Gap => ({
  id: 'address-of-several-nodes',
  node: ports[0]?.node ?? '',
  netns: 'host',
  message: `${address} is an address of ${ports.map((p) => p.node).join(' and ')}; whoever answers first gets the packet.`,
  action: 'Give each node an address of its own.',
});

const withMac = (delivery: Delivery, mac: string): Delivery =>
  delivery.kind === 'arrives' ? { ...delivery, frame: { ...delivery.frame, destinationMac: mac } } : delivery;

/** A veth whose other end is nowhere in the dump, and that holds no address of its own but the one each link has: made for a pod. */
const leadsToPod = (port: UnderlayPort): boolean =>
  port.link.kind === 'veth' && !port.addresses.some((a) => a.device === port.device && a.scope !== 'link');

function podNotCollected(node: string, pod: string): Delivery {
  const gap: Gap = {
    id: 'pod-not-collected',
    node,
    netns: pod,
    message: `The network namespace of pod ${pod} is not in the dump of ${node}.`,
    action: `Run collect.sh on ${node} again with \`--pods all\`.`,
  };
  return { kind: 'missing', node, gap };
}

function unknownDevice(ns: Namespace | undefined, device: string): Delivery {
  const node = ns?.node ?? '';
  const gap: Gap = {
    id: 'device-leads-nowhere-known',
    node,
    netns: ns?.label ?? '',
    message: `What is at the other end of ${device} in ${ns?.label ?? 'an unknown namespace'} of ${node} is not in the snapshot.`,
    action: `Run collect.sh on ${node} again with \`--pods all\`.`,
  };
  return { kind: 'missing', node, gap };
}
