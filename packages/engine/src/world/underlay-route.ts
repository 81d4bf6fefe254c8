import {
  type Address,
  type Assumption,
  type Evidence,
  familyOf,
  type Gap,
  isLinkLocal,
  isLoopback,
  type Packet,
  type Prefix,
  parsePrefix,
  prefixContains,
  type Sentence,
} from '@skoop/model';
import { type Choice, type Delivery, type Fork, netnsKey } from '@skoop/netstack';
import type { AssumedRange } from '../detect/assumed-ranges.ts';
import type { InfraShim } from '../infra-shim.ts';
import type { IPCache } from '../ip-cache.ts';
import { onLink, type UnderlayPort, type UnderlayPorts } from './underlay-ports.ts';

export type Underlay = {
  readonly ipCache: IPCache;
  readonly ports: UnderlayPorts;
  readonly shim: InfraShim;
  /** Why nothing is known of a node; undefined: it was collected. */
  readonly lacks: (node: string) => Gap | undefined;
  /** Addresses that the question names: somebody has them. Absent: nobody asked, and anybody may be anywhere. */
  readonly named?: ReadonlySet<Address>;
  /** Ranges of pods and cluster addresses, where the cluster says them: no host outside lives there. */
  readonly ranges: readonly Prefix[];
  /** The same where nothing says them but the addresses that lie in them. */
  readonly assumed: readonly AssumedRange[];
  /** Addresses of Node objects; empty if the snapshot has none. */
  readonly known: ReadonlySet<Address>;
};

export const underlayCarries: Assumption = {
  id: 'underlay-carries',
  message: 'The network between the nodes carries every packet that no known reason stops.',
};

const outsideAnswers = (address: Address, from: UnderlayPort | undefined): Assumption => ({
  id: 'outside-answers',
  message: from?.addresses.some((a) => onLink(a, address))
    ? `${address} is on the nodes' own network and no node has it: it is taken to be another machine there, to serve the question, and to answer. \`ip neigh show ${address}\` on ${from.node} tells whether there is one.`
    : `${address} is outside the cluster: it is taken to be reachable, to serve the question, and to answer.`,
});

/** RFC 6890: not forwardable, or not assigned to anybody. Clouds serve machines at link-local addresses, so those may answer. */
const RESERVED = ['0.0.0.0/8', '127.0.0.0/8', '240.0.0.0/4'].flatMap((c) => parsePrefix(c) ?? []);

/**
 * Where routers between machines bring a packet: to the node that owns the destination, to the nodes that serve a load balancer's
 * address, to the outside. They know no pod or service addresses unless the provider says so.
 */
export function underlayRoute(underlay: Underlay, packet: Packet, from?: UnderlayPort): readonly Fork<Delivery>[] {
  const { ipCache, ports, shim } = underlay;
  const to = packet.destination;
  const owners = (ports.nodesByAddress.get(to) ?? []).filter(
    (node) => ipCache.addressesOfNode(node).includes(to) && isRouted(underlay, node, to, from),
  );
  if (owners.length > 0)
    return spread(
      owners.map((node) => ({ node, share: 1 / owners.length })),
      `owner of ${to}`,
      (node) => arriveAt(underlay, node, packet, from),
    );
  const owner = ipCache.ownerOf(to);
  if (owner?.kind === 'node')
    return [
      only(
        isRouted(underlay, owner.node, to, from)
          ? arriveAt(underlay, owner.node, packet, from)
          : lost(
              `${to} is an address of ${owner.node} on a network that no other node is on, and no router is known to lead there`,
              from,
            ),
      ),
    ];
  if (owner?.kind === 'service' && owner.as !== 'ClusterIP') {
    const { backends } = shim.balance(owner.service, to);
    if (backends.length > 0)
      return spread(backends, `node for ${to}`, (node) => arriveAt(underlay, node, packet, from));
    return [only(lost(`no node serves ${to} of service ${owner.service.key}`, from))];
  }
  if (owner?.kind === 'service') {
    const routed = shim.serviceRoute?.(owner.service) ?? [];
    if (routed.length > 0) return spread(routed, `node for ${to}`, (node) => arriveAt(underlay, node, packet, from));
    return [
      only(
        lost(
          `${to} is the cluster address of service ${owner.service.key}, which only nodes of the cluster know`,
          from,
        ),
      ),
    ];
  }
  if (owner?.kind === 'pod') {
    const route = shim.podRoute(to);
    // The pod is on the nodes' own network, by a device that sits on the node's.
    const [port] = ports.stackedAt(to).filter((p) => p.addresses.some((a) => a.scope !== 'link' && onLink(a, to)));
    if (port) return [only(arriveAt(underlay, port.node, packet, from, port))];
    if (route) return [only(arriveAt(underlay, route.node, packet, from))];
    return [
      only(
        lost(
          `${to} is the address of pod ${owner.pod.key}, and the network outside the nodes has no route to pods`,
          from,
        ),
      ),
    ];
  }
  if (underlay.ranges.some((r) => prefixContains(r, to)))
    return [only(lost(`${to} is in an address range of the cluster, and nobody has it`, from))];
  const assumed = underlay.assumed.find((r) => prefixContains(r.prefix, to));
  if (assumed && !ports.all.some((p) => p.addresses.some((a) => onLink(a, to))))
    return [
      only({ ...lost(`${to} is nobody's, and in a range of the cluster`, from), assumption: assumed.assumption }),
    ];
  if (familyOf(to) === 6 && (isLoopback(to) || isLoopback(packet.source)))
    return [
      only({
        ...lost(`${to} is no address of a wire: whoever gets such a packet drops it`, from),
        // ip6_rcv_core()
        ...(from ? { stage: 'ip6_rcv/martian', reason: 'IP_INHDR' } : {}),
      }),
    ];
  if (RESERVED.some((r) => prefixContains(r, to)))
    return [only(lost(`${to} is reserved: no router leads to such an address`, from))];
  // NodeLocal DNSCache and the like: each node's own.
  const [keeper] = isLinkLocal(to) ? (ports.nodesByAddress.get(to) ?? []) : [];
  if (keeper !== undefined)
    return [
      only(
        lost(`${to} is an address that ${keeper} has for itself, and no router leads to a link-local address`, from),
      ),
    ];
  const obstacle = from && shim.nodeToExternal(from.node, from.device, packet);
  if (obstacle) return [only({ kind: 'lost', ...obstacle })];
  if (packet.family === 4 && packet.source === to) return [only(ownSource(to))];
  return [only({ kind: 'outside', address: to, assumption: outsideAnswers(to, from) })];
}

/** fib_validate_source(): nobody takes from others what claims to be from itself. IPv6 does not look. */
const ownSource = (address: Address): Delivery => ({
  kind: 'lost',
  stage: 'ip_rcv/source',
  reason: 'IP_LOCAL_SOURCE',
  sentence: [`${address} gets a packet that claims to be from itself`],
  evidence: [],
});

/**
 * Routers lead to the addresses that Kubernetes knows of a node, and to whatever else lies on the networks of those. A second NIC
 * may be on a network of its own (each virtual machine's NAT network has the same addresses): nothing says that others get there.
 */
function isRouted(underlay: Underlay, node: string, to: Address, from: UnderlayPort | undefined): boolean {
  const { ports, known } = underlay;
  // A node's address in its pod network (its bridge, its tunnel end) is as unknown outside as the pods' own.
  const ranges = [...underlay.ranges, ...underlay.assumed.map((r) => r.prefix)];
  if (!known.has(to) && ranges.some((r) => prefixContains(r, to))) return underlay.shim.podRoute(to) !== undefined;
  if (!known.has(to) && ports.withinTunnels.has(to)) return false;
  const port = ports.of(node).find((p) => p.addresses.some((a) => a.address === to));
  // Further addresses of a NIC that has a known one are on the same wire; those of a VLAN of it are not.
  const device = port?.addresses.find((a) => a.address === to)?.device;
  const isKnown = port?.addresses.some((a) => a.device === device && known.has(a.address));
  if (known.size === 0 || known.has(to) || !port || isKnown) return true;
  const networks = [
    ...(from?.addresses ?? []),
    ...ports.all.flatMap((p) => p.addresses.filter((a) => known.has(a.address))),
  ];
  return networks.some((a) => a.family === familyOf(to) && onLink(a, to));
}

/** The packet comes out of the underlay at a node, at the port that the destination address or the sender's link points to. */
export function arriveAt(
  underlay: Underlay,
  node: string,
  packet: Packet,
  from?: UnderlayPort,
  at?: UnderlayPort,
): Delivery {
  const { ports, shim } = underlay;
  const gap = underlay.lacks(node);
  if (gap) return { kind: 'missing', node, gap };
  const mine = ports.of(node);
  const port =
    at ??
    mine.find((p) => p.addresses.some((a) => a.address === packet.destination)) ??
    mine.find((p) =>
      p.addresses.some((a) => underlay.ipCache.nodeAt(a.address) === node && a.family === packet.family),
    ) ??
    mine[0];
  if (!port) return lost(`${node} has no device that leads out of it`, from);
  const obstacle = from ? shim.nodeToNode(from.node, from.device, node, packet) : shim.externalToNode(node, packet);
  if (obstacle) return { kind: 'lost', ...obstacle };
  // A sender or router outside asks for the node's hardware address, and a NIC that is down does not answer.
  if (isDown(port))
    return {
      kind: 'lost',
      stage: 'neigh/resolve',
      reason: packet.family === 4 ? 'NEIGH_FAILED' : 'NOT_SPECIFIED',
      sentence: [`${port.device} of ${node} is down: nobody answers for ${packet.destination}`],
      evidence: [linkEvidence(port)],
    };
  const gone = from ? undefined : goneAddress(underlay, node, packet);
  if (gone !== undefined)
    return {
      kind: 'lost',
      stage: 'neigh/resolve',
      reason: packet.family === 4 ? 'NEIGH_FAILED' : 'NOT_SPECIFIED',
      sentence: [`${node} has no device with the address ${gone}: nobody answers for it`],
      evidence: [linkEvidence(port)],
    };
  if (isTooBig(packet, port, from))
    return {
      kind: 'lost',
      stage: 'underlay/mtu',
      // net/core/dev.c: __dev_forward_skb2() and NIC drivers free a frame that is longer than the receiver takes without a word.
      reason: 'NOT_SPECIFIED',
      sentence: [
        `A packet of ${packet.length} bytes does not fit into ${port.device} of ${node}, whose MTU is ${port.link.mtu}`,
      ],
      evidence: [linkEvidence(port)],
    };
  return {
    kind: 'arrives',
    netns: netnsKey(node, 'host'),
    device: port.device,
    frame: { sourceMac: from?.link.mac ?? OUTSIDE_MAC, destinationMac: port.link.mac ?? '', packet },
    note: from ? ['The underlay carries it from ', from.node, ' to ', node] : ['The underlay brings it to ', node],
    evidence: [],
  };
}

/** The address that leads to a node from outside by its Node object, and that its kernel does not have (any more). */
function goneAddress({ ipCache, known, ports }: Underlay, node: string, packet: Packet): Address | undefined {
  const { destination, family } = packet;
  const has = (address: Address): boolean => ports.nodesByAddress.get(address)?.includes(node) === true;
  if (has(destination)) return undefined;
  if (known.has(destination)) return destination;
  const own = ipCache.addressesOfNode(node).filter((a) => known.has(a) && familyOf(a) === family);
  return own.length > 0 && !own.some(has) ? own[0] : undefined;
}

/** Locally administered; the hardware address of a router or host outside is in no snapshot. */
const OUTSIDE_MAC = '02:00:00:00:00:01';
/** A frame may be longer than the MTU by a VLAN tag. net/core/dev.c: is_skb_forwardable(). */
const VLAN_TAG = 4;

/** What the sender's own device does not take is cut, or refused, before it gets here. */
function isTooBig(packet: Packet, port: UnderlayPort, from: UnderlayPort | undefined): boolean {
  const length = packet.fragment ?? packet.length;
  return length > port.link.mtu + VLAN_TAG && (from === undefined || length <= from.link.mtu);
}

export const isDown = (port: UnderlayPort): boolean =>
  !port.link.flags.includes('UP') || port.link.operstate === 'DOWN' || port.link.operstate === 'LOWERLAYERDOWN';

export const linkEvidence = (port: UnderlayPort): Evidence => ({
  node: port.node,
  netns: 'host',
  section: 'ip-link',
  line: port.link.line,
  text: `${port.device}: <${port.link.flags.join(',')}> mtu ${port.link.mtu} state ${port.link.operstate}`,
});

/** `from` undefined: the sender is outside and has no route for it; else a router on the way has none. */
export const lost = (sentence: string, from: UnderlayPort | undefined): Extract<Delivery, { kind: 'lost' }> => ({
  kind: 'lost',
  // ip_route_input_slow() of the router; the sender outside does not even get that far.
  stage: from ? 'ip_rcv/route' : 'local-out/route',
  reason: from ? 'IP_INNOROUTES' : 'IP_OUTNOROUTES',
  sentence: [sentence] satisfies Sentence,
  evidence: [],
});

/** ip_forward() of a router: it sends nothing on whose TTL it would use up. */
export const usedUpAt = (router: Address, { ttl, family }: Packet): Delivery => ({
  kind: 'lost',
  stage: family === 6 ? 'ip6_forward/ttl' : 'ip_forward/ttl',
  reason: 'IP_INHDR',
  sentence: [`the packet comes to the router ${router} with a TTL of ${ttl}, which is used up there`],
  evidence: [],
  assumption: {
    id: 'routers-count-hops',
    message: `${router} is taken to count hops, as routers do; those of some clouds do not.`,
  },
});

export const only = (delivery: Delivery): Fork<Delivery> => ({ choices: [], value: delivery });

export function spread(
  backends: readonly { readonly node: string; readonly share: number }[],
  label: string,
  deliver: (node: string) => Delivery,
): readonly Fork<Delivery>[] {
  if (backends.length === 1) return backends.map((b) => only(deliver(b.node)));
  return backends.map((b, index): Fork<Delivery> => {
    const choice: Choice = { kind: 'random', point: `underlay/${label}`, index, probability: b.share, label: b.node };
    return { choices: [choice], value: deliver(b.node) };
  });
}
