import type { Assumption, Packet, Trace } from '@skoop/model';
import { fromOutside } from '../device/underlay.ts';
import type { Connection, Flow } from '../flow.ts';
import { type Fork, mapFork, sure } from '../fork.ts';
import { isErrorToAnycast } from '../icmp/anycast.ts';
import type { Namespace } from '../namespace.ts';
import { OUTSIDE } from '../outside.ts';
import type { OpenSocket } from '../socket/open-socket.ts';
import { type Env, type Fate, type Fates, type Journey, startJourney } from '../walk/journey.ts';
import { localOutput } from '../walk/local-output.ts';
import { fragmented, outsideMtu } from '../walk/mtu.ts';
import { directionOf, type End } from './end.ts';
import { ttlOf } from './packets.ts';

/** What one future of the conversation has come to. */
export type Talk = {
  readonly env: Env;
  readonly flow: Flow;
  readonly traces: readonly Omit<Trace, 'branch' | 'share'>[];
  readonly assumptions: readonly Assumption[];
  /** Futures that there may be by now. */
  readonly width: number;
};

export type Sending = {
  /** undefined: a host outside sends. */
  readonly ns: Namespace | undefined;
  readonly packet: Packet;
  readonly name: string;
  readonly direction: Trace['direction'];
  readonly owner?: Journey['owner'];
  /** SO_BINDTODEVICE. */
  readonly device?: string;
  readonly bundled?: boolean;
  /** No program sends it, but the kernel itself, which is root and has no socket that rules could look at. sock_net_uid() */
  readonly kernel?: boolean;
  readonly anySource?: boolean;
  /** An answer to a packet that just died belongs to that packet's connection, also where it was never confirmed. */
  readonly answering?: boolean;
};

/** A packet that the socket of one of the two programs sends. */
export const sending = (e: End, packet: Packet, name: string): Sending => ({
  ns: e.ns,
  packet,
  name,
  direction: directionOf(e),
  ...(e.owner ? { owner: e.owner } : {}),
  ...(e.device === undefined ? {} : { device: e.device }),
  ...(e.chosen && packet.family === 6 && packet.icmp === undefined ? { anySource: true } : {}),
});

export type Sent = { readonly fate: Fate; readonly talk: Talk };

/** Connections that their first packet did not live to confirm are gone when the next one comes. */
function forgetUnconfirmed(flow: Flow): Flow {
  let changed = false;
  const connections = new Map<string, readonly Connection[]>();
  for (const [key, list] of flow.connections) {
    const kept = list.every((c) => c.confirmed) ? list : list.filter((c) => c.confirmed);
    if (kept !== list) changed = true;
    connections.set(key, kept);
  }
  return changed ? { ...flow, connections } : flow;
}

/** Walks one packet of the conversation and records its trace. */
export function send(talk: Talk, s: Sending): readonly Fork<Sent>[] {
  const flow = s.answering ? talk.flow : forgetUnconfirmed(talk.flow);
  return mapFork(walkPacket(talk.env, s, flow, talk.width), (fate) => ({
    fate,
    talk: {
      env: talk.env,
      flow: fate.flow,
      width: fate.width,
      assumptions: merge(talk.assumptions, fate.assumptions),
      traces: [
        ...talk.traces,
        {
          direction: s.direction,
          packet: s.name,
          outcome: fate.kind === 'missing' ? 'unknown' : fate.kind,
          hops: fate.hops,
        },
      ],
    },
  }));
}

function walkPacket(env: Env, s: Sending, flow: Flow, width: number): Fates {
  if (s.ns) {
    const local = s.answering
      ? { width }
      : { width, local: true, ...(s.kernel ? {} : { owner: s.owner ?? {} }), bundled: s.bundled ?? false };
    return localOutput(startJourney(env, s.ns, s.packet, flow, local), {
      ...(s.device === undefined ? {} : { device: s.device }),
      ...(s.anySource ? { anySource: true } : {}),
    });
  }
  const mtu = outsideMtu(flow, s.packet.destination);
  const packet = s.packet.length > mtu && !s.packet.dontFragment ? fragmented(s.packet, mtu) : s.packet;
  return fromOutside(startJourney(env, OUTSIDE, packet, flow, { width }));
}

const merge = (a: readonly Assumption[], b: readonly Assumption[]): readonly Assumption[] => {
  const more = b.filter((x) => !a.some((y) => y.id === x.id && y.message === x.message));
  return more.length === 0 ? a : [...a, ...more];
};

export const withSocket = (talk: Talk, ...sockets: readonly OpenSocket[]): Talk => ({
  ...talk,
  env: { ...talk.env, sockets: [...talk.env.sockets, ...sockets] },
});

/** What a kernel says about a packet that died (ICMP error, RST), walked back to where it ends; undefined if it says nothing. */
export function sendAnswer(sent: Sent, direction: Trace['direction']): readonly Fork<Sent | undefined>[] {
  if (sent.fate.kind !== 'dropped' || !sent.fate.answer) return sure(undefined);
  const { ns, packet, device } = sent.fate.answer;
  const name = packet.protocol === 'tcp' ? 'reset' : 'icmp-error';
  const from = ns.key === '' ? undefined : ns;
  if (from && isErrorToAnycast(from, packet)) return sure(undefined);
  const answer = { ...packet, ttl: ttlOf(from, packet.destination) };
  const by = device === undefined ? {} : { device };
  return send(sent.talk, { ns: from, packet: answer, name, direction, answering: true, ...by });
}
