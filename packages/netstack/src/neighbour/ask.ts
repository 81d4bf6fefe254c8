import type { LinkRecord, Packet } from '@skoop/model';
import { floods, forwardsFrames, mayPass } from '../device/bridge-port.ts';
import { bridgeOf, findLink, hasCarrier, isUp, portsOf } from '../device/link.ts';
import { floodsTunnel } from '../device/vxlan-fdb.ts';
import type { Namespace } from '../namespace.ts';
import type { World } from '../world.ts';
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
  /** Bridges crossed: what they learned, `<netns>/<bridge>/` -> port towards the asker and towards the answerer. */
  readonly crossed: readonly { readonly bridge: string; readonly from?: string; readonly to?: string }[];
};

type Search = {
  readonly world: World;
  readonly question: Question;
  readonly packet: Packet;
  readonly seen: Set<string>;
  readonly found: Answerer[];
  /** Tunnels that would carry the question farther than this search goes. */
  readonly tunnels: string[];
};
type Crossed = Answerer['crossed'];

/** Broadcasts the question from a device and collects all answers: neigh_probe(), as far as the snapshot reaches. */
export function ask(
  world: World,
  ns: Namespace,
  device: LinkRecord,
  question: Question,
  packet: Packet,
): { readonly found: readonly Answerer[]; readonly tunnels: readonly string[] } {
  const search: Search = { world, question, packet, seen: new Set(), found: [], tunnels: [] };
  send(search, ns, device, []);
  return search;
}

function send(s: Search, ns: Namespace, out: LinkRecord, crossed: Crossed): void {
  const key = `out ${ns.key} ${out.name}`;
  if (s.seen.has(key) || !isUp(out)) return;
  s.seen.add(key);
  if (out.kind === 'bridge') {
    for (const port of newestFirst(portsOf(ns, out.name)))
      if (forwardsFrames(port) && floods(port, true))
        send(s, ns, port, [...crossed, { bridge: `${ns.key}/${out.name}`, to: port.name }]);
    return;
  }
  if (out.kind === 'bond' || out.kind === 'team') {
    const slave = portsOf(ns, out.name).find((p) => isUp(p) && hasCarrier(p));
    if (slave) send(s, ns, slave, crossed);
    return;
  }
  if (out.kind === 'loopback') return;
  if (out.kind === 'vxlan' || out.kind === 'geneve') {
    if (floodsTunnel(ns, out)) s.tunnels.push(out.name);
    return;
  }
  if (!hasCarrier(out)) return;
  const peer = s.world.vethPeer(ns.key, out.name);
  if (!peer) {
    beyond(s, ns, out, crossed);
    return;
  }
  const other = s.world.namespace(peer.netns);
  const link = other && findLink(other, peer.device);
  if (other && link) receive(s, other, link, crossed);
}

/** br_add_if() puts a new port at the head of the list, and a flood follows the list: the newest port hears first. */
const newestFirst = (ports: readonly LinkRecord[]): readonly LinkRecord[] =>
  ports.toSorted((a, b) => b.index - a.index);

function beyond(s: Search, ns: Namespace, out: LinkRecord, crossed: Crossed): void {
  const ends = s.world.transmit(ns.key, out.name, s.question.target, s.packet);
  const reached = ends.find((f) => f.value.kind !== 'no-neighbour');
  if (!reached) return;
  const { value } = reached;
  const mac = value.kind === 'arrives' ? value.frame.destinationMac : undefined;
  const other = value.kind === 'arrives' ? s.world.namespace(value.netns) : undefined;
  const there = other && value.kind === 'arrives' ? { there: { ns: other, device: value.device } } : {};
  s.found.push({ how: 'beyond', mac, ns, device: out.name, ...there, crossed });
}

function receive(s: Search, ns: Namespace, link: LinkRecord, crossed: Crossed): void {
  const key = `in ${ns.key} ${link.name}`;
  if (s.seen.has(key) || !isUp(link)) return;
  s.seen.add(key);
  const bridge = bridgeOf(ns, link);
  if (!bridge) {
    const how = link.master === undefined ? answers(ns, link, s.question) : undefined;
    if (how) s.found.push({ how, mac: link.mac, ns, device: link.name, crossed });
    return;
  }
  if (!forwardsFrames(link)) return;
  const name = `${ns.key}/${bridge.name}`;
  for (const port of newestFirst(portsOf(ns, bridge.name)))
    if (mayPass(link, port) && floods(port, true))
      send(s, ns, port, [...crossed, { bridge: name, from: link.name, to: port.name }]);
  if (!isUp(bridge)) return;
  const how = answers(ns, bridge, s.question);
  if (how)
    s.found.push({
      how,
      mac: bridge.mac,
      ns,
      device: bridge.name,
      crossed: [...crossed, { bridge: name, from: link.name }],
    });
}
