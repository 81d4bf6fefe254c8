import type { LinkRecord, Packet } from '@skoop/model';
import { hearsBy, isBond, sendingPorts } from '../device/bond.ts';
import { floods, forwardsFrames, mayPass } from '../device/bridge-port.ts';
import { admit, isMember, tagsLeaving, vlanWithin } from '../device/bridge-vlan.ts';
import { ipvlanMode, ipvlansHearing, ipvlansOn, ipvlanWith } from '../device/ipvlan.ts';
import { addressesOn, bridgeOf, findLink, hasCarrier, isUp, portsOf } from '../device/link.ts';
import { hearingFromWire, isTakenOver, siblingsHearing } from '../device/macvlan.ts';
import { type DeviceAt, lowerOf, stackedAbove } from '../device/stacked.ts';
import { tagOf, tagText, type VlanTag, vlanDevice } from '../device/vlan.ts';
import { floodsTunnel } from '../device/vxlan-fdb.ts';
import type { Namespace } from '../namespace.ts';
import type { Delivery, World } from '../world.ts';
import { type Answered, answers, type Question } from './answer.ts';

/** Who answered a question for a link-layer address. */
export type Answerer = {
  readonly how: Answered | 'beyond';
  /** undefined: somebody beyond the snapshot, whose address the wire knows. */
  readonly mac: string | undefined;
  readonly ns: Namespace;
  readonly device: string;
  /** Beyond the snapshot's links: where the question comes out, if that was collected. */
  readonly there?: { readonly ns: Namespace; readonly device: string };
  /** Bridges crossed, `<netns>/<bridge>`: ports towards the asker and towards the answerer, and the VLAN within. */
  readonly crossed: readonly {
    readonly bridge: string;
    readonly from?: string;
    readonly to?: string;
    readonly vlan?: number;
  }[];
};

type Search = {
  readonly world: World;
  readonly question: Question;
  readonly packet: Packet;
  /** Hardware address of the asker. */
  readonly from: string | undefined;
  readonly seen: Set<string>;
  readonly found: Answerer[];
  /** Tunnels that would carry the question farther than this search goes. */
  readonly tunnels: string[];
};
type Crossed = Answerer['crossed'];
/** The question as a frame, somewhere on its way. */
type Asking = { readonly crossed: Crossed; readonly tags: readonly VlanTag[] };

/** Broadcasts the question from a device and collects all answers: neigh_probe(), as far as the snapshot reaches. */
export function ask(
  world: World,
  ns: Namespace,
  device: LinkRecord,
  question: Question,
  packet: Packet,
): { readonly found: readonly Answerer[]; readonly tunnels: readonly string[] } {
  const search: Search = { world, question, packet, from: device.mac, seen: new Set(), found: [], tunnels: [] };
  // Answers come in by the device, and one in passthru mode takes them, or the bridge or bond that it is a port of. macvlan_handle_frame()
  if (!isTakenOver(world, ns, device) && !isPort(ns, device)) send(search, ns, device, { crossed: [], tags: [] });
  return search;
}

/** Frames that come in by a port are its master's: br_handle_frame(), bond_handle_frame(). A VRF leaves ARP to the device itself. */
const isPort = (ns: Namespace, { master }: LinkRecord): boolean =>
  master !== undefined && findLink(ns, master)?.kind !== 'vrf';

const isNew = (s: Search, way: 'in' | 'out', ns: Namespace, link: LinkRecord, { tags }: Asking): boolean => {
  const key = `${way} ${ns.key} ${link.name} ${tags.map(tagText).join(' ')}`;
  if (s.seen.has(key)) return false;
  s.seen.add(key);
  return true;
};

function send(s: Search, ns: Namespace, out: LinkRecord, a: Asking): void {
  if (!isUp(out) || !isNew(s, 'out', ns, out, a)) return;
  switch (out.kind) {
    case 'loopback':
    case 'dummy':
    case 'ifb':
      // What is sent there is thrown away.
      return;
    case 'bridge':
      fromBridge(s, ns, out, a);
      return;
    case 'vxlan':
    case 'geneve':
      if (floodsTunnel(ns, out)) s.tunnels.push(out.name);
      return;
    default:
  }
  if (!hasCarrier(out)) return;
  if (out.kind === 'tun') {
    s.tunnels.push(out.name);
    return;
  }
  switch (out.kind) {
    case 'bond':
    case 'team':
      for (const port of sendingPorts(ns, out)) send(s, ns, port, a);
      return;
    case 'vlan':
    case 'macvlan':
    case 'macvtap':
    case 'ipvlan':
    case 'ipvtap':
      byLower(s, ns, out, a);
      return;
    default:
  }
  const peer = s.world.vethPeer(ns.key, out.name);
  if (!peer) {
    beyond(s, ns, out, a);
    return;
  }
  const other = s.world.namespace(peer.netns);
  const link = other && findLink(other, peer.device);
  if (other && link) receive(s, other, link, a);
}

/** br_dev_xmit() */
function fromBridge(s: Search, ns: Namespace, bridge: LinkRecord, a: Asking): void {
  const entry = admit(ns, bridge, bridge.name, a.tags);
  if (entry.kind !== 'in') return;
  const vlan = vlanWithin(bridge, entry.tags);
  for (const port of newestFirst(portsOf(ns, bridge.name)))
    if (forwardsFrames(port) && floods(port, true) && isMember(ns, bridge, port.name, vlan))
      send(s, ns, port, {
        crossed: [...a.crossed, { bridge: `${ns.key}/${bridge.name}`, to: port.name, vlan }],
        tags: tagsLeaving(ns, bridge, port.name, entry.tags),
      });
}

/** XMIT_RECURSION_LIMIT: more devices than that do not send by one another. */
const MAX_TAGS = 8;

/** Siblings hear it where the device's kind lets them, then what is on the wire below. */
function byLower(s: Search, ns: Namespace, out: LinkRecord, a: Asking): void {
  const lower = lowerOf(s.world, ns, out);
  if (!lower) {
    s.tunnels.push(out.name);
    return;
  }
  const sender = { ns, link: out };
  if (a.tags.length >= MAX_TAGS) return;
  const tagged = out.kind === 'vlan' ? { ...a, tags: [tagOf(out), ...a.tags] } : a;
  const siblings = out.kind.startsWith('macv')
    ? siblingsHearing(s.world, lower, sender)
    : out.kind.startsWith('ipv')
      ? // The answer of private ones is dropped, that of vepa ones goes to the wire. ipvlan_xmit_mode_l2()
        out.details.private !== undefined || out.details.vepa !== undefined
        ? []
        : ipvlansHearing(s.world, lower, sender)
      : [];
  for (const m of siblings) receive(s, m.ns, m.link, tagged);
  send(s, lower.ns, lower.link, tagged);
}

/** br_add_if() puts a new port at the head of the list, and a flood follows the list: the newest port hears first. */
const newestFirst = (ports: readonly LinkRecord[]): readonly LinkRecord[] =>
  ports.toSorted((a, b) => b.index - a.index);

/** Who is taken to be on the link is asked for there, and a router that knows no way to them does not answer in their place. */
const isUnknownToRouters = ({ question, packet }: Search, d: Delivery): boolean =>
  d.kind === 'lost' && d.reason === 'IP_INNOROUTES' && question.target === packet.destination;

function beyond(s: Search, ns: Namespace, out: LinkRecord, a: Asking): void {
  const ends = s.world.transmit(ns.key, out.name, s.question.target, s.packet);
  const reached = ends.find((f) => f.value.kind !== 'no-neighbour' && !isUnknownToRouters(s, f.value));
  if (!reached) return;
  const { value } = reached;
  const mac = value.kind === 'arrives' ? value.frame.destinationMac : undefined;
  const other = value.kind === 'arrives' ? s.world.namespace(value.netns) : undefined;
  const there = other && value.kind === 'arrives' ? { there: { ns: other, device: value.device } } : {};
  const link = other && value.kind === 'arrives' ? findLink(other, value.device) : undefined;
  const above = other && link ? stackedAbove(s.world, other, link) : [];
  if (other && link && (a.tags.length > 0 || above.length > 0)) {
    const before = s.found.length;
    receive(s, other, link, a);
    if (s.found.length > before || a.tags.length > 0 || above.some((d) => has(d, s.question.target))) return;
  }
  s.found.push({ how: 'beyond', mac, ns, device: out.name, ...there, crossed: a.crossed });
}

/** Where the address is that of a device which sits on the one that was reached, nobody else is asked. */
const has = ({ ns, link }: DeviceAt, address: string): boolean =>
  addressesOn(ns, link.name).some((x) => x.address === address);

/** __netif_receive_skb_core(), for a frame to everybody. */
function receive(s: Search, ns: Namespace, link: LinkRecord, a: Asking): void {
  if (!isUp(link) || !isNew(s, 'in', ns, link, a)) return;
  if (link.kind === 'macvtap' || link.kind === 'ipvtap') {
    // A process answers, or does not.
    s.tunnels.push(link.name);
    return;
  }
  const [tag, ...inner] = a.tags;
  const vlan = tag && vlanDevice(s.world, ns, link, tag);
  if (vlan) {
    receive(s, vlan.ns, vlan.link, { ...a, tags: inner });
    return;
  }
  const bridge = bridgeOf(ns, link);
  if (bridge) {
    intoBridge(s, ns, bridge, link, a);
    return;
  }
  const at = { ns, link };
  const macvlans = hearingFromWire(s.world, at, s.from);
  const [ipvlan] = ipvlansOn(s.world, ns, link);
  if (ipvlan && ipvlanMode(ipvlan.link) === 'l3' && ipvlanWith(s.world, at, s.question.target)) return;
  if (!macvlans.only) receiveItself(s, ns, link, a);
  for (const m of macvlans.macvlans) receive(s, m.ns, m.link, a);
  if (ipvlan && ipvlanMode(ipvlan.link) === 'l2')
    for (const m of ipvlansHearing(s.world, at, undefined)) receive(s, m.ns, m.link, a);
}

function receiveItself(s: Search, ns: Namespace, link: LinkRecord, a: Asking): void {
  const master = link.master === undefined ? undefined : findLink(ns, link.master);
  if (master && isBond(master)) {
    if (hearsBy(master, link, 'broadcast')) receive(s, ns, master, a);
    return;
  }
  if (a.tags.some((t) => t.id !== 0) || (link.master !== undefined && master?.kind !== 'vrf')) return;
  const how = answers(ns, link, s.question);
  if (how) s.found.push({ how, mac: link.mac, ns, device: link.name, crossed: a.crossed });
}

/** br_handle_frame() */
function intoBridge(s: Search, ns: Namespace, bridge: LinkRecord, from: LinkRecord, a: Asking): void {
  if (!forwardsFrames(from)) return;
  const entry = admit(ns, bridge, from.name, a.tags);
  if (entry.kind !== 'in') return;
  const name = `${ns.key}/${bridge.name}`;
  const vlan = vlanWithin(bridge, entry.tags);
  for (const port of newestFirst(portsOf(ns, bridge.name)))
    if (mayPass(from, port) && floods(port, true) && isMember(ns, bridge, port.name, vlan))
      send(s, ns, port, {
        crossed: [...a.crossed, { bridge: name, from: from.name, to: port.name, vlan }],
        tags: tagsLeaving(ns, bridge, port.name, entry.tags),
      });
  if (!isMember(ns, bridge, bridge.name, vlan)) return;
  receive(s, ns, bridge, {
    crossed: [...a.crossed, { bridge: name, from: from.name, vlan }],
    tags: tagsLeaving(ns, bridge, bridge.name, entry.tags),
  });
}
