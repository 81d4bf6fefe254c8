import type { Address, LinkRecord } from '@skoop/model';
import { andThen, type Choice, type Fork } from '../fork.ts';
import { icmpError, UNREACHABLE } from '../icmp/error.ts';
import type { Namespace } from '../namespace.ts';
import { answersRouter } from '../neighbour/answers-router.ts';
import { answersOutside } from '../neighbour/solicit.ts';
import { neighbourWord } from '../neighbour/word.ts';
import { OUTSIDE } from '../outside.ts';
import {
  drop,
  endOutside,
  enterNamespace,
  type Fates,
  gapHere,
  type Journey,
  namespaceOf,
  unknown,
  withStep,
} from '../walk/journey.ts';
import { devicePlace, pass } from '../walk/step.ts';
import type { Delivery } from '../world.ts';
import { findLink } from './link.ts';
import { receiveFrame } from './receive-frame.ts';
import { stackedAbove } from './stacked.ts';

/** The frame is on a wire that the snapshot does not show: the World knows what is there. */
export function toUnderlay(j: Journey, link: LinkRecord, nextHop: Address, fixedMac?: string): Fates {
  // On a bridge the destination MAC decides, also where nobody out there is known to have it.
  return carried(j, link.name, nextHop, j.env.world.transmit(j.ns.key, link.name, nextHop, j.packet, fixedMac));
}

/** A packet that a host outside sends. */
export const fromOutside = (j: Journey): Fates => carried(j, '', j.packet.destination, j.env.world.enter(j.packet));

/** Balancers and routers with several ways choose by the addresses, so all packets of a conversation go the way of its first. */
function carried(j: Journey, out: string, nextHop: Address, deliveries: readonly Fork<Delivery>[]): Fates {
  return deliveries.flatMap(({ choices, value }) => {
    const hashed = new Map(j.flow.hashed);
    const fresh: Choice[] = [];
    for (const choice of choices) {
      const key = `${choice.point} from ${j.ns.key} ${j.packet.source}>${j.packet.destination}`;
      const before = j.flow.hashed.get(key);
      if (before !== undefined && before !== choice.index) return [];
      if (before === undefined) fresh.push(choice);
      hashed.set(key, choice.index);
    }
    const next = choices.length === 0 ? j : { ...j, flow: { ...j.flow, hashed } };
    return andThen([{ choices: fresh, value }], (d) => arrive(next, out, nextHop, d));
  });
}

/** What becomes of a packet that the World brings somewhere. `out` is the device it left by, '' for one from outside. */
function arrive(j: Journey, out: string, nextHop: Address, d: Delivery): Fates {
  switch (d.kind) {
    case 'arrives': {
      const ns = namespaceOf(j, d.netns);
      if (!ns)
        return unknown(j, 'underlay', gapHere(j.ns, 'namespace-not-collected', `${d.netns} is not in the snapshot`));
      if (j.ns === OUTSIDE && !isHeardOutside(j, ns, d.device, nextHop)) return silentNode(j, ns, d.device);
      const noted = d.note ? withStep(j, pass('underlay', 'underlay', d.note, d.evidence ?? [])) : j;
      // Whoever sits on the device that it arrives at has an address of its own, which the sender asked for.
      const link = findLink(ns, d.device);
      const above = link && j.destinationMac !== undefined ? stackedAbove(j.env.world, ns, link) : [];
      const sitsThere = above.some((u) => u.link.mac === j.destinationMac);
      const destinationMac = sitsThere ? j.destinationMac : d.frame.destinationMac;
      const framed = { ...noted, sourceMac: d.frame.sourceMac, destinationMac };
      return receiveFrame(enterNamespace(framed, out, ns, d.device, d.frame.packet), d.device);
    }
    case 'outside': {
      if (j.packet.encapsulated) return noTunnelThere(j, out, nextHop);
      const hop = {
        node: '',
        netns: 'external',
        before: j.packet,
        after: j.packet,
        steps: [pass('underlay', 'underlay', [d.assumption.message], [], { outcome: 'deliver' as const })],
      };
      const end = {
        kind: 'delivered',
        ns: undefined,
        device: '',
        packet: { ...j.packet, mark: 0 },
        to: 'outside',
      } as const;
      return endOutside(j, out, end, hop, d.assumption);
    }
    case 'lost': {
      const step = { ...pass('drop', d.stage, d.sentence, d.evidence), outcome: 'drop' as const };
      const hop = { node: '', netns: 'external', before: j.packet, after: j.packet, steps: [step] };
      const { stage, reason, evidence } = d;
      // A router that drops says so, from the address that it was reached at. Whether that gets back is another question.
      const kind = errorAbout(stage, reason);
      const error = kind && icmpError(j.packet, UNREACHABLE[kind][j.packet.family], nextHop);
      const end = {
        kind: 'dropped' as const,
        ns: undefined,
        stage,
        reason,
        evidence,
        packet: j.packet,
        ...(error ? { answer: { ns: OUTSIDE, packet: error } } : {}),
        // The sender outside has no route of its own.
        ...(stage === 'local-out/route' ? { errno: 'ENETUNREACH' } : {}),
      };
      return endOutside(j, out, end, hop, d.assumption);
    }
    case 'no-neighbour': {
      const error = icmpError(j.packet, UNREACHABLE.host[j.packet.family]);
      return drop(j, {
        stage: 'neigh/resolve',
        reason: neighbourWord(j.packet.family),
        device: out,
        at: devicePlace(undefined, out),
        sentence: d.sentence.length > 0 ? d.sentence : [`nobody on the link of ${out} answers for ${nextHop}`],
        evidence: d.evidence,
        ...(error ? { answer: error } : {}),
        check: [`ip neigh show ${nextHop} dev ${out}`],
      });
    }
    case 'missing':
      return endOutside(j, out, { kind: 'missing', node: d.node, gap: d.gap });
  }
}

const errorAbout = (stage: string, reason: string): keyof typeof UNREACHABLE | undefined => {
  if (reason === 'IP_INNOROUTES') return 'network';
  if (reason === 'IP_INHDR') return 'ttl';
  return stage === 'neigh/resolve' ? 'host' : undefined;
};

const isHeardOutside = (j: Journey, ns: Namespace, device: string, nextHop: Address): boolean =>
  j.packet.family === 6
    ? answersOutside(j.env, { ns, device }, nextHop, j.packet.source)
    : answersRouter(j.env, ns, device, nextHop);

/** The router before the node asks for its hardware address, and rules or settings of the node keep it from answering. */
function silentNode(j: Journey, ns: Namespace, device: string): Fates {
  const { family } = j.packet;
  const what = family === 6 ? 'its neighbour advertisements, or the questions for them' : 'ARP';
  const sentence = [
    `${ns.node} does not answer by ${device} for its own address: rules drop ${what}, or a setting forbids it`,
  ];
  const step = { ...pass('drop', 'neigh/resolve', sentence), outcome: 'drop' as const };
  const hop = { node: '', netns: 'external', before: j.packet, after: j.packet, steps: [step] };
  const error = icmpError(j.packet, UNREACHABLE.host[family]);
  const end = {
    kind: 'dropped' as const,
    ns: undefined,
    stage: 'neigh/resolve',
    reason: neighbourWord(family),
    evidence: [],
    packet: j.packet,
    ...(error ? { answer: { ns: OUTSIDE, packet: error } } : {}),
  };
  return endOutside(j, '', end, hop);
}

/** A tunnel packet for a machine that is no node: nobody out there takes it off again. */
function noTunnelThere(j: Journey, out: string, nextHop: Address): Fates {
  const { destination } = j.packet;
  if (j.packet.encapsulated?.kind === 'wireguard')
    return unknown(
      j,
      'underlay',
      gapHere(
        j.ns,
        'tunnel-end-outside',
        `The other end of the WireGuard tunnel, ${destination}, is not in the snapshot`,
      ),
      devicePlace(undefined, out),
    );
  const sentence = [`the tunnel packet is for ${destination}, which is no node of the cluster`];
  const isRouter = nextHop === destination && isGateway(j.ns, destination);
  // On the node's own link the address would have to answer; behind a router, the router knows no such host.
  if (nextHop === destination && !isRouter)
    return drop(j, {
      stage: 'neigh/resolve',
      reason: neighbourWord(j.packet.family),
      device: out,
      at: devicePlace(undefined, out),
      sentence,
    });
  // A router is there, and no program of it waits for tunnels of the cluster. __udp4_lib_rcv()
  const where =
    isRouter && j.packet.protocol === 'udp'
      ? { stage: 'socket/lookup', reason: 'NO_SOCKET' }
      : { stage: 'underlay/route', reason: 'IP_INNOROUTES' };
  const step = { ...pass('drop', where.stage, sentence), outcome: 'drop' as const };
  const hop = { node: '', netns: 'external', before: j.packet, after: j.packet, steps: [step] };
  const end = {
    kind: 'dropped',
    ns: undefined,
    ...where,
    evidence: [],
    packet: j.packet,
  } as const;
  return endOutside(j, out, end, hop);
}

/** The router that a node sends everything else to is a machine, whatever the snapshot says of it. */
const isGateway = ({ dump }: Namespace, address: Address): boolean =>
  dump.routes.some((r) => r.destination.endsWith('/0') && r.nexthops.some((h) => h.via === address));
