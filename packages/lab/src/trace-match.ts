import type { Flow, ProbeResult } from './probe.ts';
import type { TracedPacket, TraceEvent } from './tracer.ts';

const PROTOCOLS: Readonly<Record<number, Flow['protocol']>> = { 6: 'tcp', 17: 'udp', 1: 'icmp', 58: 'icmp' };
/** IPv6 fragments, whose inner header is not read. */
const FRAGMENT = 44;
const REQUEST_BYTE = 0x55; // native/probe.c: the pattern of requests
const ICMPV6 = 58;
/** Routers and neighbours are asked for by ICMPv6, also within tunnels. */
const DISCOVERY = new Set([133, 134, 135, 136, 137]);
const ECHO_REQUESTS = new Set([8, 128]);
/** TCP sequence numbers of one probe lie this close to the first; the other end's own do so by a chance of 2^-14. */
const SEQUENCE_WINDOW = 1 << 18;

export type Direction = 'request' | 'reply';
/** Names one conversation across every NAT. */
export type Conversation = {
  readonly protocol: Flow['protocol'];
  /** TCP: sequence number of the SYN. */
  readonly sequence?: number;
  /** Client's port or echo identifier, where it is still its own. */
  readonly sourcePort: number;
  /** Client's address, likewise. */
  readonly source: string;
};

/** Finds what identifies a probe's packets among the events of its time. */
export function conversationOf(
  flow: Flow,
  result: ProbeResult,
  events: readonly TraceEvent[],
  clientNetns: number,
): Conversation {
  const syns = events.filter((e) => e.netns === clientNetns && e.packet?.flags === 2);
  // A node's own masquerading may have changed the port already; one flow at a time is sent in a cluster.
  const syn = syns.find((e) => e.packet?.sport === result.sourcePort) ?? syns[0];
  return { protocol: flow.protocol, sequence: syn?.packet?.seq, sourcePort: result.sourcePort, source: result.source };
}

const near = (value: number | undefined, start: number): boolean =>
  value !== undefined && (value - start) >>> 0 < SEQUENCE_WINDOW;

/** Direction of a packet of the conversation; undefined if it is of another. ICMP errors go against what they are about. */
export function directionOf(conversation: Conversation, outer: TracedPacket): Direction | undefined {
  // A tunnel that carries no IP packet: somebody asks for a neighbour.
  if (outer.inner === null) return undefined;
  const packet = outer.inner ?? outer;
  if (packet.about) {
    const about = directionOf(conversation, packet.about);
    return about === undefined ? undefined : about === 'request' ? 'reply' : 'request';
  }
  if (packet.protocol === FRAGMENT && conversation.protocol !== 'tcp') return fragmentDirection(conversation, packet);
  if (PROTOCOLS[packet.protocol] !== conversation.protocol) return undefined;
  if (conversation.protocol === 'tcp') {
    if (conversation.sequence === undefined) return packet.sport === conversation.sourcePort ? 'request' : undefined;
    const request = near(packet.seq, conversation.sequence);
    const reply = near(packet.ack, conversation.sequence);
    if (request && reply) return packet.dport === conversation.sourcePort ? 'reply' : 'request';
    return request ? 'request' : reply ? 'reply' : undefined;
  }
  if (conversation.protocol === 'udp') {
    if (isHandshake(packet)) return 'request';
    if (packet.first === undefined)
      return packet.sport === undefined ? fragmentDirection(conversation, packet) : undefined;
    return packet.first === REQUEST_BYTE ? 'request' : 'reply';
  }
  if (packet.protocol === ICMPV6 && DISCOVERY.has(packet.type ?? 0)) return undefined;
  if (packet.type === undefined) return fragmentDirection(conversation, packet);
  return ECHO_REQUESTS.has(packet.type) ? 'request' : 'reply';
}

/** WireGuard's handshake, which a request waits for: what follows is sealed and tells nothing. */
const isHandshake = (p: TracedPacket): boolean =>
  p.protocol === 17 && ((p.first === 1 && p.length === 176) || (p.first === 2 && p.length === 120));

/** A later fragment has no header of its protocol: it can only be this probe's, and its addresses tell where it goes. */
const fragmentDirection = (conversation: Conversation, packet: TracedPacket): Direction =>
  packet.dst === conversation.source ? 'reply' : 'request';
