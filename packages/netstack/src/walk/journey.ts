import type { Assumption, Evidence, Gap, Hop, Packet, Place, Sentence, Step } from '@skoop/model';
import type { VlanTag } from '../device/vlan.ts';
import type { Flow } from '../flow.ts';
import { type Fork, sure } from '../fork.ts';
import type { Namespace, NetnsKey } from '../namespace.ts';
import type { RunHook, SocketOwner } from '../netfilter/hook.ts';
import type { OpenSocket } from '../socket/open-socket.ts';
import { CROSSING, spend, type Work } from '../work.ts';
import type { World } from '../world.ts';
import { withAddresses } from './address-of-place.ts';

/** What stays the same while one packet travels. */
export type Env = {
  readonly world: World;
  readonly runHook: RunHook;
  /** Sockets of the conversation itself, which no snapshot can hold. */
  readonly sockets: readonly OpenSocket[];
  readonly work: Work;
};

/** Where br_netfilter brought a frame up: struct nf_bridge_info. */
export type BridgeInfo = {
  readonly physInDevice: string;
  /** PREROUTING ran on the bridge port, so that it is skipped on the bridge itself. ip_sabotage_in() */
  readonly prerouted: boolean;
};

/** One packet on its way, in one namespace. Immutable: each step makes a new one. */
export type Journey = {
  readonly env: Env;
  readonly ns: Namespace;
  readonly packet: Packet;
  readonly flow: Flow;
  /** Namespaces already crossed. */
  readonly hops: readonly Hop[];
  readonly before: Packet;
  readonly inDevice?: string;
  /** skb->dev: the device that the packet was last received by. */
  readonly skbDevice?: string;
  readonly steps: readonly Step[];
  /** Namespace and device crossings left, so that every walk ends. */
  readonly budget: number;
  /** A process or the kernel of this very namespace sent it: errors come back at once. */
  readonly local: boolean;
  readonly owner?: SocketOwner;
  /** One of many full-sized segments, which TCP hands down in bundles: skb_is_gso(). */
  readonly bundled?: boolean;
  /** skb->ignore_df: put together from fragments, so it may be cut anew; how long the longest was, bytes. */
  readonly mayBeCut?: number;
  /** It came this far because it is such a bundle: single segments were refused to their sender. */
  readonly bundle?: boolean;
  /** Devices that send by one another without a queue between them: softnet_data.xmit.recursion. */
  readonly nested?: number;
  readonly bridge?: BridgeInfo;
  /** RTCF_BROADCAST: the route that brings it to this machine is one for everybody. */
  readonly broadcast?: boolean;
  /** The neighbour had to be asked for: the first frame waited for the answer. neigh_event_send() */
  readonly asked?: boolean;
  readonly sourceMac?: string;
  readonly destinationMac?: string;
  /** Tags of the frame, outermost first. */
  readonly tags?: readonly VlanTag[];
  /** VRF that the packet came in by; what is answered to it leaves there. */
  readonly vrf?: string;
  readonly assumptions: readonly Assumption[];
  /** Futures that decisions so far may have made: an upper bound, to stop before they are too many. */
  readonly width: number;
  /** TTL at each place that forwarded the packet. */
  readonly forwarded?: ReadonlyMap<string, number>;
};

/** An ICMP error or a RST that a kernel sends because of a packet. An unspecified source is chosen when it is routed. */
export type Answer = {
  readonly ns: Namespace;
  readonly packet: Packet;
  /** VRF that it leaves by. l3mdev_master_ifindex() in icmp_route_lookup() and ip_send_unicast_reply() */
  readonly device?: string;
};

export type Delivered = {
  readonly kind: 'delivered';
  /** undefined: a host outside all nodes. */
  readonly ns: Namespace | undefined;
  readonly device: string;
  readonly packet: Packet;
  readonly to: 'open-socket' | 'listener' | 'echo' | 'icmp-error' | 'kernel' | 'outside';
  readonly socket?: OpenSocket;
};
export type Dropped = {
  readonly kind: 'dropped';
  /** undefined: outside all nodes. */
  readonly ns: Namespace | undefined;
  readonly stage: string;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  readonly device?: string;
  /** What the sender's own system call answers. */
  readonly errno?: string;
  readonly answer?: Answer;
  /** The packet as it was when it died. */
  readonly packet: Packet;
};
type Ending =
  | Delivered
  | Dropped
  | { readonly kind: 'unknown'; readonly gap: Gap }
  | { readonly kind: 'missing'; readonly node: string; readonly gap: Gap };

/** How the journey of one packet ends in one future. */
export type Fate = Ending & {
  readonly width: number;
  readonly hops: readonly Hop[];
  readonly flow: Flow;
  readonly assumptions: readonly Assumption[];
};
export type Fates = readonly Fork<Fate>[];

/** Crossings of namespaces and devices that no sane packet needs. Routing loops end by TTL (walk/loop.ts), loops of bridges here. */
const BUDGET = 80;

export const startJourney = (
  env: Env,
  ns: Namespace,
  packet: Packet,
  flow: Flow,
  more: Partial<Pick<Journey, 'owner' | 'local' | 'bundled' | 'width'>> = {},
): Journey => ({
  env,
  ns,
  packet,
  flow,
  hops: [],
  before: packet,
  steps: [],
  budget: BUDGET,
  local: false,
  assumptions: [],
  width: 1,
  ...more,
});

export const withStep = (j: Journey, ...steps: readonly Step[]): Journey => ({ ...j, steps: [...j.steps, ...steps] });

const closeHop = (j: Journey, outDevice?: string): readonly Hop[] => [
  ...j.hops,
  {
    node: j.ns.node,
    netns: j.ns.label,
    ...(j.inDevice === undefined ? {} : { inDevice: j.inDevice }),
    ...(outDevice === undefined ? {} : { outDevice }),
    before: j.before,
    after: j.packet,
    steps: withAddresses(j.ns, j.packet.family, j.steps),
  },
];

/** skb_scrub_packet(xnet): marks and bridge state stay behind, the frame goes on into another namespace. */
export function enterNamespace(j: Journey, out: string, ns: Namespace, device: string, packet = j.packet): Journey {
  const fresh = { ...packet, mark: 0 };
  return {
    env: j.env,
    ns,
    packet: fresh,
    flow: j.flow,
    hops: closeHop(j, out),
    before: fresh,
    inDevice: device,
    steps: [],
    // A flood through bridges that form a loop would double at each of them.
    budget: spend(j.env.work, CROSSING) ? j.budget - 1 : 0,
    local: false,
    assumptions: j.assumptions,
    width: j.width,
    ...(j.forwarded === undefined ? {} : { forwarded: j.forwarded }),
    ...(j.sourceMac === undefined ? {} : { sourceMac: j.sourceMac }),
    ...(j.destinationMac === undefined ? {} : { destinationMac: j.destinationMac }),
    ...(j.tags === undefined ? {} : { tags: j.tags }),
  };
}

export const deliver = (j: Journey, to: Delivered['to'], device: string, socket?: OpenSocket): Fates =>
  sure({
    kind: 'delivered',
    ns: j.ns,
    device,
    packet: j.packet,
    to,
    ...(socket ? { socket } : {}),
    hops: closeHop(j),
    flow: j.flow,
    width: j.width,
    assumptions: j.assumptions,
  });

export type DropDetails = {
  readonly stage: string;
  readonly reason: string;
  readonly sentence: Sentence;
  readonly evidence?: readonly Evidence[];
  readonly at?: Place;
  readonly device?: string;
  readonly errno?: string;
  readonly answer?: Packet;
  readonly steps?: readonly Step[];
  /** Commands that show the same by hand. */
  readonly check?: readonly string[];
};

/** kfree_skb_reason(). */
export function drop(j: Journey, d: DropDetails): Fates {
  const evidence = d.evidence ?? [];
  const last: Step = {
    kind: 'drop',
    stage: d.stage,
    at: d.at ?? { kind: 'stack' },
    outcome: 'drop',
    sentence: d.sentence,
    evidence,
    ...(d.check ? { check: d.check } : {}),
  };
  return sure({
    kind: 'dropped',
    ns: j.ns,
    stage: d.stage,
    reason: d.reason,
    evidence,
    packet: j.packet,
    ...(d.device === undefined ? {} : { device: d.device }),
    ...(d.errno !== undefined && j.local ? { errno: d.errno } : {}),
    ...(d.answer ? { answer: { ns: j.ns, packet: d.answer, ...(j.vrf === undefined ? {} : { device: j.vrf }) } } : {}),
    hops: closeHop(withStep(j, ...(d.steps ?? [last]))),
    flow: j.flow,
    width: j.width,
    assumptions: j.assumptions,
  });
}

/** The state does not tell how it goes on. */
export function unknown(j: Journey, stage: string, gap: Gap, at: Place = { kind: 'stack' }): Fates {
  const step: Step = {
    kind: 'unknown',
    stage,
    at,
    outcome: 'unknown',
    sentence: [gap.message],
    evidence: gap.evidence ? [gap.evidence] : [],
    gap,
  };
  return sure({
    kind: 'unknown',
    gap,
    hops: closeHop(withStep(j, step)),
    flow: j.flow,
    width: j.width,
    assumptions: j.assumptions,
  });
}

/** Left all nodes: an end outside, or a node that must be collected first. */
export function endOutside(j: Journey, out: string, end: Ending, hop?: Hop, assumption?: Assumption): Fates {
  return sure({
    ...end,
    hops: [...closeHop(j, out), ...(hop ? [hop] : [])],
    flow: j.flow,
    width: j.width,
    assumptions: assumption ? [...j.assumptions, assumption] : j.assumptions,
  });
}

export const gapHere = (ns: Namespace, id: string, message: string, more: Partial<Gap> = {}): Gap => ({
  id,
  node: ns.node,
  netns: ns.label,
  message,
  ...more,
});

/** Another namespace of the snapshot by key, or a gap. */
export const namespaceOf = (j: Journey, key: NetnsKey): Namespace | undefined => j.env.world.namespace(key);
