import { type Address, familyOf, isUnspecified, type LinkRecord, type Packet } from '@skoop/model';
import { transmit } from '../device/transmit.ts';
import { andThen } from '../fork.ts';
import { deliver, drop, type Fate, type Fates, type Journey } from '../walk/journey.ts';
import { devicePlace } from '../walk/step.ts';
import { answers } from './answer.ts';

/** Tunnels of frames with one other end, so that a question for a neighbour goes one way. */
export const FRAME_TUNNELS: ReadonlySet<string> = new Set(['gretap', 'ip6gretap', 'geneve']);

const BROADCAST = 'ff:ff:ff:ff:ff:ff';
/** Stands for ARP and for neighbour solicitations. */
const ASKING = 'arp';
/** struct arphdr with its four addresses. */
const LENGTH = 28;

export const isNeighbourQuestion = (p: Packet): boolean => p.protocol === ASKING;

const keyOf = (j: Journey, device: string, address: Address): string => `${j.ns.key}/${device}/${address}`;

const learn = (j: Journey, device: string, address: Address): Journey =>
  j.sourceMac === undefined || isUnspecified(address)
    ? j
    : {
        ...j,
        flow: { ...j.flow, neighbours: new Map([...j.flow.neighbours, [keyOf(j, device, address), j.sourceMac]]) },
      };

type Asked = { readonly target: Address; readonly sender: Address };

/** neigh_probe() by a tunnel: the question is carried to the other end, and the answer back. What is lost on the way is not answered. */
export function askThroughTunnel(
  j: Journey,
  link: LinkRecord,
  { target, sender }: Asked,
  next: (j: Journey, mac: string) => Fates,
  nobody: (j: Journey, why: string | undefined) => Fates,
): Fates {
  const question: Packet = {
    family: familyOf(target),
    source: sender,
    destination: target,
    protocol: ASKING,
    ttl: 255,
    tos: 0,
    length: LENGTH,
    dontFragment: false,
    mark: 0,
  };
  const { owner: _o, bridge: _b, skbDevice: _d, ...rest } = j;
  const macs = { ...(link.mac === undefined ? {} : { sourceMac: link.mac }), destinationMac: BROADCAST };
  return andThen(transmit({ ...rest, packet: question, local: false, ...macs }, link, target), (fate) => {
    const after = { ...j, flow: fate.flow, width: fate.width };
    const mac = fate.flow.neighbours.get(keyOf(j, link.name, target));
    if (fate.kind === 'delivered' && mac !== undefined) return next(after, mac);
    if (fate.kind === 'unknown' || fate.kind === 'missing') return [{ choices: [], value: fate }];
    return nobody(after, fate.kind === 'dropped' ? deathOf(fate) : undefined);
  });
}

/** Where and why the question was lost, in words. */
function deathOf(fate: Fate): string | undefined {
  const hop = fate.hops.at(-1);
  const sentence = hop?.steps.at(-1)?.sentence ?? [];
  const says = sentence.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  return hop && says !== '' ? `the question is lost at ${hop.node}: ${says}` : undefined;
}

/** arp_process(), ndisc_recv_ns(), ndisc_recv_na() for a question that came by a tunnel, or for its answer. */
export function receiveQuestion(j: Journey, link: LinkRecord): Fates {
  const { packet } = j;
  const learned = learn(j, link.name, packet.source);
  if (j.destinationMac !== BROADCAST) return deliver(learned, 'kernel', link.name);
  const { source: sender, destination: target } = packet;
  if (!answers(j.ns, link, { family: packet.family, target, sender }))
    return drop(j, {
      stage: 'neigh/resolve',
      reason: 'NOT_SPECIFIED',
      device: link.name,
      at: devicePlace(link, link.name),
      sentence: [`${link.name} does not answer for ${target}`],
    });
  const { sourceMac: asker, ...rest } = learned;
  return transmit(
    {
      ...rest,
      packet: { ...packet, source: target, destination: sender },
      ...(link.mac === undefined ? {} : { sourceMac: link.mac }),
      ...(asker === undefined ? {} : { destinationMac: asker }),
      nested: 0,
    },
    link,
    sender,
    asker,
  );
}
