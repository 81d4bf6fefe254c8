import { isUnspecified, samePort } from '@skoop/model';
import { vrfOf } from '../device/vrf.ts';
import { andThen, type Fork, mapFork, sure } from '../fork.ts';
import { findListener } from '../socket/listener.ts';
import type { Delivered, Dropped } from '../walk/journey.ts';
import { type End, endsOf, ownMtu, socketOf } from './end.ts';
import { answering, type Finished, failed, lossOf, undecided, unheard } from './finish.ts';
import { hear } from './hear.ts';
import { datagram, echo, protocolName } from './packets.ts';
import type { Loss } from './question.ts';
import { type Sent, send, sending, type Talk, withSocket } from './send.ts';

type Done = readonly Fork<Finished>[];

/** One packet and its answer of the same size: a datagram that an echo server sends back, or a ping. */
export function singleConversation(start: Talk, client: End, protocol: 'udp' | 'icmp', size: number | undefined): Done {
  const family = client.peer.includes(':') ? 6 : 4;
  const name = protocolName(protocol, family);
  const talk = withSocket(start, socketOf(client, name));
  const payload = size ?? (protocol === 'udp' ? 16 : 56);
  const request =
    protocol === 'udp'
      ? datagram(client.ns, endsOf(client), payload, ownMtu(client, talk.flow, name))
      : echo(client.ns, endsOf(client), client.port ?? 0, payload, ownMtu(client, talk.flow, name));
  return andThen(send(talk, sending(client, request, protocol === 'udp' ? 'datagram' : 'echo-request')), (sent) => {
    const { fate } = sent;
    if (fate.kind === 'dropped') return requestLost(sent, fate, client);
    if (fate.kind !== 'delivered') return sure(undecided(sent.talk, fate));
    if (fate.to === 'outside' || fate.to === (protocol === 'udp' ? 'listener' : 'echo'))
      return reply(sent.talk, client, fate, protocol, payload);
    return sure(failed(sent.talk, stray(fate, 'request'), undefined));
  });
}

const stray = (fate: Delivered, direction: Loss['direction']): Loss => ({
  direction,
  node: fate.ns?.node ?? '',
  netns: fate.ns?.label ?? 'external',
  stage: 'socket/lookup',
  reason: 'NO_SOCKET',
  evidence: [],
});

/** The client's system call fails at once, or an ICMP error reaches its socket (it listens for them), or nothing. */
function requestLost(sent: Sent, fate: Dropped, client: End): Done {
  const loss = lossOf(fate, 'request');
  if (fate.errno !== undefined) return sure(failed(sent.talk, loss, fate.errno));
  return mapFork(hear(sent, client, [client]), (h) => unheard(h) ?? failed(h.talk, loss, h.errno));
}

function reply(talk: Talk, client: End, fate: Delivered, protocol: 'udp' | 'icmp', payload: number): Done {
  const { packet } = fate;
  const listener = fate.ns && protocol === 'udp' ? findListener(fate.ns, packet, fate.device) : undefined;
  // A plain server on a wildcard socket lets the kernel choose the source of its answer.
  const wildcard = listener !== undefined && isUnspecified(listener.address);
  const server: End = {
    role: 'server',
    ns: fate.ns,
    address: packet.destination,
    peer: packet.source,
    ...(protocol === 'udp'
      ? {
          ...(packet.destinationPort === undefined ? {} : { port: packet.destinationPort }),
          ...(packet.sourcePort === undefined ? {} : { peerPort: packet.sourcePort }),
          ...(listener?.device === undefined ? {} : { device: listener.device }),
          owner: listener?.uid === undefined ? {} : { uid: listener.uid },
        }
      : ofVrf(fate)),
  };
  const here = answering(server);
  const ends = { ...endsOf(server), ...(wildcard ? { source: packet.family === 4 ? '0.0.0.0' : '::' } : {}) };
  const back =
    protocol === 'udp'
      ? datagram(server.ns, ends, payload, ownMtu(server, talk.flow, 'udp'))
      : echo(server.ns, ends, packet.icmp?.id ?? 0, payload, undefined);
  const named = sending(server, back, protocol === 'udp' ? 'datagram-reply' : 'echo-reply');
  return andThen(send(talk, { ...named, kernel: protocol === 'icmp' }), (sent) => {
    const end = sent.fate;
    if (end.kind === 'unknown' || end.kind === 'missing') return sure(undecided(sent.talk, end));
    if (end.kind === 'delivered') {
      const mine = client.ns
        ? end.to === 'open-socket' && end.socket?.role === 'client' && end.ns?.key === client.ns.key
        : end.to === 'outside' &&
          end.packet.destination === client.address &&
          end.packet.source === client.peer &&
          (protocol === 'icmp' || samePort(end.packet.sourcePort, client.peerPort));
      return sure(
        mine
          ? { talk: sent.talk, result: { kind: 'connected', server: here } }
          : failed(sent.talk, stray(end, 'reply'), undefined, here),
      );
    }
    const loss = unroutableEcho(end, protocol) ? refusedEcho(lossOf(end, 'request')) : lossOf(end, 'reply');
    return mapFork(hear(sent, server, []), (h) => failed(h.talk, loss, undefined, here));
  });
}

/** icmp_reply(): an echo leaves by the VRF that it came in by. */
function ofVrf({ ns, device }: Delivered): Pick<End, 'device'> {
  const vrf = ns && vrfOf(ns, device);
  return vrf ? { device: vrf.name } : {};
}

/** No answer is made where there is no way for it: of an IPv6 ping the kernel then says that it drops the request. icmpv6_echo_reply() */
const unroutableEcho = (end: Dropped, protocol: 'udp' | 'icmp'): boolean =>
  protocol === 'icmp' && end.packet.family === 6 && end.stage === 'local-out/route';
const refusedEcho = (loss: Loss): Loss => ({ ...loss, stage: 'icmp/echo', reason: 'NOT_SPECIFIED' });
