import { type Gap, type Packet, samePort } from '@skoop/model';
import { tunnelError } from '../device/tunnels/tunnel-error.ts';
import { andThen, type Fork, sure } from '../fork.ts';
import type { End } from './end.ts';
import { type Sent, sendAnswer, type Talk } from './send.ts';
import { icmpErrno } from './symptom.ts';

/** What the two programs learn of a packet that died. */
export type Heard = {
  readonly talk: Talk;
  /** Error at the socket of whoever the answer was for. */
  readonly at?: 'client' | 'server';
  readonly errno?: string;
  readonly reset?: boolean;
  /** Next-hop MTU of "fragmentation needed", bytes. */
  readonly mtu?: number;
  /** A tunnel on the way heard that its own way is narrower: what comes next it will refuse itself. */
  readonly narrowed?: boolean;
  /** Whether anybody hears of it cannot be known. */
  readonly gap?: Gap;
  readonly missing?: string;
};

/** Walks the ICMP error or RST about a dead packet back, and finds the socket that it is about. */
export function hear(sent: Sent, sender: End, ends: readonly End[]): readonly Fork<Heard>[] {
  const direction = sender.role === 'client' ? 'reply' : 'request';
  return andThen(sendAnswer(sent, direction), (answer) => {
    if (!answer) return sure<Heard>({ talk: sent.talk });
    const { fate, talk } = answer;
    if (fate.kind === 'unknown') return sure<Heard>({ talk, gap: fate.gap });
    if (fate.kind === 'missing') return sure<Heard>({ talk, gap: fate.gap, missing: fate.node });
    if (fate.kind === 'dropped') return sure<Heard>({ talk });
    const who = ends.find((e) => (e.ns?.key ?? '') === (fate.ns?.key ?? '') && concerns(e, fate.packet));
    if (!who) return atTunnel(answer, sender, ends) ?? sure<Heard>({ talk });
    if (fate.packet.protocol === 'tcp')
      return sure<Heard>({ talk, at: who.role, reset: fate.packet.tcpFlags?.includes('RST') ?? false });
    const errno = icmpErrno(fate.packet);
    const mtu = fate.packet.icmp?.mtu;
    return sure<Heard>({
      talk: mtu === undefined ? talk : learnMtu(talk, who, mtu),
      at: who.role,
      ...(errno === undefined ? {} : { errno }),
      ...(mtu === undefined ? {} : { mtu }),
    });
  });
}

/** The error is about a packet of a tunnel, and came to the machine that sent it. */
function atTunnel({ fate, talk }: Sent, sender: End, ends: readonly End[]): readonly Fork<Heard>[] | undefined {
  const error = fate.kind === 'delivered' && fate.ns ? tunnelError(fate.packet) : undefined;
  if (!error || fate.kind !== 'delivered' || !fate.ns) return undefined;
  if (error.pathMtu) {
    const key = `${fate.ns.key}/${error.pathMtu.destination}`;
    const pathMtu = new Map([...talk.flow.pathMtu, [key, Math.max(error.pathMtu.mtu, 552)]]);
    return sure<Heard>({ talk: { ...talk, flow: { ...talk.flow, pathMtu } }, narrowed: true });
  }
  if (!error.relayed) return undefined;
  // Each relay takes one tunnel off, so that this ends.
  const dead = { stage: '', reason: '', evidence: [], packet: fate.packet, ns: fate.ns };
  const relay = { ...fate, ...dead, kind: 'dropped' as const, answer: { ns: fate.ns, packet: error.relayed } };
  return hear({ fate: relay, talk }, sender, ends);
}

/** Is the RST for this socket, or the ICMP error about a packet of it? */
function concerns(e: End, packet: Packet): boolean {
  if (packet.protocol === 'tcp')
    return (
      packet.destination === e.address &&
      samePort(packet.destinationPort, e.port) &&
      packet.source === e.peer &&
      samePort(packet.sourcePort, e.peerPort)
    );
  const about = packet.icmp?.about;
  if (!about || about.source !== e.address || about.destination !== e.peer) return false;
  if (about.protocol === 'icmp' || about.protocol === 'icmpv6') return samePort(about.icmp?.id, e.port);
  return samePort(about.sourcePort, e.port) && samePort(about.destinationPort, e.peerPort);
}

/** __ip_rt_update_pmtu(), rt6_update_exception_stamp_rt(). */
function learnMtu(talk: Talk, who: End, mtu: number): Talk {
  const key = `${who.ns?.key ?? ''}/${who.peer}`;
  return { ...talk, flow: { ...talk.flow, pathMtu: new Map([...talk.flow.pathMtu, [key, Math.max(mtu, 552)]]) } };
}
