import { samePort, type TcpFlag } from '@skoop/model';
import { vrfOf } from '../device/vrf.ts';
import { andThen, type Fork, mapFork, sure } from '../fork.ts';
import { findListener } from '../socket/listener.ts';
import { sysctl } from '../sysctl.ts';
import { agreedOptions, synAckOptions, synOptions } from '../tcp-options.ts';
import type { Delivered, Dropped } from '../walk/journey.ts';
import { directionOf, type End, endsOf, headers, offeredMss, ownMtu, socketOf } from './end.ts';
import { answering, type Finished, failed, lossOf, undecided, unheard } from './finish.ts';
import { hear } from './hear.ts';
import { tcpSegment } from './packets.ts';
import type { Answering, Loss } from './question.ts';
import { type Sent, send, sending, type Talk, withSocket } from './send.ts';

type Done = readonly Fork<Finished>[];

/** Segments are cut again and sent again when a path turns out narrower; a path has few narrow places. */
const PMTU_ROUNDS = 6;
/** Bytes each way where the question does not say: enough for full-sized segments. */
const DEFAULT_SIZE = 100_000;

/** connect(), a few bytes each way, then full-sized segments each way. */
export function tcpConversation(start: Talk, client: End, size: number | undefined): Done {
  const opened = withSocket(start, socketOf(client, 'tcp'));
  const talk: Talk = { ...opened, flow: { ...opened.flow, tcpOptions: synOptions(client.ns) } };
  const mss = offeredMss(client, talk.flow);
  const syn = tcpSegment(client.ns, endsOf(client), ['SYN'], 0, mss);
  return andThen(send(talk, sending(client, syn, 'syn')), (sent) => {
    const { fate } = sent;
    if (fate.kind === 'dropped') return synLost(sent, fate, client);
    if (fate.kind !== 'delivered') return sure(undecided(sent.talk, fate));
    if (fate.to === 'listener' || fate.to === 'outside') return accepted(sent.talk, client, fate, size);
    return sure(failed(sent.talk, { ...nobody(fate), reason: 'NO_SOCKET', direction: 'request' }, 'ECONNREFUSED'));
  });
}

const nobody = (fate: Delivered): Omit<Loss, 'direction' | 'reason'> => ({
  node: fate.ns?.node ?? '',
  netns: fate.ns?.label ?? 'external',
  stage: 'socket/lookup',
  evidence: [],
});

const HEARD_AT_ONCE: ReadonlySet<string> = new Set(['local-out/route', 'neigh/resolve']);

/** In SYN_SENT every ICMP error and every RST ends connect(); of its own machine it hears only what routing says. tcp_v4_err() */
function synLost(sent: Sent, fate: Dropped, client: End): Done {
  const loss = lossOf(fate, 'request');
  if (fate.errno !== undefined && HEARD_AT_ONCE.has(fate.stage)) return sure(failed(sent.talk, loss, fate.errno));
  return mapFork(hear(sent, client, [client]), (h) => {
    const open = unheard(h);
    if (open) return open;
    return failed(h.talk, loss, h.reset ? 'ECONNREFUSED' : h.errno);
  });
}

/** inet_request_bound_dev_if(): a connection that comes in by a VRF belongs to it, also where the listener does not. */
function boundTo({ ns, device }: Delivered, own: string | undefined): Pick<End, 'device'> {
  const by = own ?? (ns && vrfOf(ns, device)?.name);
  return by === undefined ? {} : { device: by };
}

/** A listener made a connection request: SYN-ACK. */
function accepted(talk: Talk, client: End, fate: Delivered, size: number | undefined): Done {
  const { packet } = fate;
  const listener = fate.ns && findListener(fate.ns, packet, fate.device);
  const server: End = {
    role: 'server',
    ns: fate.ns,
    address: packet.destination,
    peer: packet.source,
    ...(packet.destinationPort === undefined ? {} : { port: packet.destinationPort }),
    ...(packet.sourcePort === undefined ? {} : { peerPort: packet.sourcePort }),
    ...boundTo(fate, listener?.device),
    owner: listener?.uid === undefined ? {} : { uid: listener.uid },
  };
  const taken = synAckOptions(server.ns, talk.flow);
  const opened = withSocket({ ...talk, flow: { ...talk.flow, ...taken } }, socketOf(server, 'tcp'));
  const offered = offeredMss(server, opened.flow);
  const synAck = tcpSegment(server.ns, endsOf(server), ['SYN', 'ACK'], 0, offered);
  const here = answering(server);
  return andThen(send(opened, sending(server, synAck, 'syn-ack')), (sent) => {
    if (sent.fate.kind === 'unknown' || sent.fate.kind === 'missing') return sure(undecided(sent.talk, sent.fate));
    const mine = arrivedAt(client, sent);
    if (mine === 'yes') {
      const mss = (sent.fate.packet.mss ?? offered) as number;
      const agreed: Talk = { ...sent.talk, flow: { ...sent.talk.flow, ...agreedOptions(sent.talk.flow) } };
      return established(agreed, client, server, { toServer: mss, toClient: packet.mss ?? 1460 }, size);
    }
    const loss = mine === 'lost' ? lossOf(sent.fate as Dropped, 'reply') : strayLoss(sent.fate as Delivered);
    // What a router or a wrong receiver answers goes to the server; the client only hears nothing.
    return mapFork(hear(sent, server, [client]), (h) => unheard(h) ?? failed(h.talk, loss, undefined, here));
  });
}

const strayLoss = (fate: Delivered): Loss => ({ ...nobody(fate), direction: 'reply', reason: 'NO_SOCKET' });

/** Did the packet reach the socket that it was meant for? */
function arrivedAt(e: End, sent: Sent): 'yes' | 'lost' | 'stray' {
  const { fate } = sent;
  if (fate.kind !== 'delivered') return 'lost';
  if (e.ns)
    return fate.to === 'open-socket' && fate.socket?.role === e.role && fate.ns?.key === e.ns.key ? 'yes' : 'stray';
  const { packet } = fate;
  const addressed = packet.destination === e.address && samePort(packet.destinationPort, e.port);
  const fromPeer = packet.source === e.peer && samePort(packet.sourcePort, e.peerPort);
  return fate.to === 'outside' && addressed && fromPeer ? 'yes' : 'stray';
}

type Mss = { readonly toServer: number; readonly toClient: number };

/** The client is connected: ACK, data, full-sized data. */
function established(talk: Talk, client: End, server: End, mss: Mss, size: number | undefined): Done {
  const here = answering(server);
  const bytes = size ?? DEFAULT_SIZE;
  const small = Math.min(bytes, 6);
  const ack: Segment = { from: client, to: server, flags: ['ACK'], payload: 0, bare: true, name: 'ack' };
  const data: Segment = { from: client, to: server, flags: ['PSH', 'ACK'], payload: small, name: 'data' };
  // The first data is acknowledged at once, before any program answers it. tcp_event_data_recv(): quick ACKs
  const ackBack: Segment = {
    from: server,
    to: client,
    flags: ['ACK'],
    payload: 0,
    bare: true,
    quiet: true,
    name: 'ack-reply',
  };
  const back: Segment = { from: server, to: client, flags: ['PSH', 'ACK'], payload: small, name: 'data-reply' };
  const large = { flags: ['ACK'] as const, large: true };
  const big: Segment = {
    ...large,
    from: client,
    to: server,
    payload: Math.min(mss.toServer, bytes),
    bundled: bytes > mss.toServer,
    name: 'data-full',
  };
  const bigBack: Segment = {
    ...large,
    from: server,
    to: client,
    payload: Math.min(mss.toClient, bytes),
    bundled: bytes > mss.toClient,
    name: 'data-full-reply',
  };
  const steps = [
    ack,
    data,
    ackBack,
    back,
    ...(big.payload > small ? [big] : []),
    ...(bigBack.payload > small ? [bigBack] : []),
  ];
  return exchange(talk, steps, here, undefined);
}

type Segment = {
  readonly from: End;
  readonly to: End;
  readonly flags: readonly TcpFlag[];
  readonly payload: number;
  readonly name: string;
  readonly large?: boolean;
  /** An ACK alone: the data that follows says the same. */
  readonly bare?: boolean;
  /** Worth telling only where it gets lost. */
  readonly quiet?: boolean;
  /** There is more to send than one segment carries: TCP hands down bundles. tcp_write_xmit() */
  readonly bundled?: boolean;
};

/** Sends the segments one after another; the first that never arrives ends it. `pending` is a lost ACK, which data may make good. */
function exchange(talk: Talk, steps: readonly Segment[], server: Answering, pending: Loss | undefined): Done {
  const [segment, ...rest] = steps;
  if (!segment) return sure({ talk, result: { kind: 'connected', server } });
  return andThen(deliverSegment(talk, segment, PMTU_ROUNDS), (d) => {
    if (d.kind === 'finished') return sure(d.finished);
    if (d.kind === 'ok') {
      const told = segment.quiet ? { ...d.talk, traces: talk.traces } : d.talk;
      return exchange(told, rest, server, undefined);
    }
    // A lost bare ACK is made good by the data that follows, unless somebody reset the connection.
    if (segment.bare && d.errno === undefined) return exchange(d.talk, rest, server, d.loss);
    const end = failed(d.talk, pending ?? d.loss, d.errno, server);
    if (!segment.large || d.errno !== undefined || end.result.kind !== 'failed') return sure(end);
    return sure({ talk: d.talk, result: { ...end.result, symptom: 'stalls-on-large-packets' as const } });
  });
}

/** TCPOLEN_TSTAMP_ALIGNED: timestamps are a part of what the walk takes for payload. */
const TIMESTAMPS = 12;

// @supports sysctls | net/ipv4/tcp_mtu_probing, tcp_base_mss | net/ipv4/tcp_output.c: tcp_mtup_init(), tcp_sync_mss()
/**
 * A sender that always looks for the path MTU by itself (2) begins with small segments, which pass what swallows full ones. One that does so
 * only after a connection has stood still for seconds (1) has stalled by then.
 */
function probedSize({ ns }: End): number {
  if (!ns || sysctl(ns, 'net/ipv4/tcp_mtu_probing', 0) !== 2) return Number.POSITIVE_INFINITY;
  return sysctl(ns, 'net/ipv4/tcp_base_mss', 1024) + TIMESTAMPS;
}

type DeliveredSegment =
  | { readonly kind: 'ok'; readonly talk: Talk }
  | { readonly kind: 'lost'; readonly talk: Talk; readonly loss: Loss; readonly errno?: string }
  | { readonly kind: 'finished'; readonly finished: Finished };

function deliverSegment(talk: Talk, s: Segment, rounds: number): readonly Fork<DeliveredSegment>[] {
  const fits = ownMtu(s.from, talk.flow, 'tcp') - headers(s.from.peer);
  const payload = Math.max(Math.min(s.payload, fits, probedSize(s.from)), 0);
  const packet = tcpSegment(s.from.ns, endsOf(s.from), s.flags, payload);
  const bundled = s.bundled ? { bundled: true } : {};
  return andThen(
    send(talk, { ...sending(s.from, packet, s.name), ...bundled }),
    (sent): readonly Fork<DeliveredSegment>[] => {
      const { fate } = sent;
      if (fate.kind === 'unknown' || fate.kind === 'missing')
        return sure({ kind: 'finished', finished: undecided(sent.talk, fate) });
      const there = arrivedAt(s.to, sent);
      if (there === 'yes') return sure({ kind: 'ok', talk: sent.talk });
      if (there === 'stray')
        return sure({
          kind: 'lost',
          talk: sent.talk,
          loss: { ...strayLoss(fate as Delivered), direction: directionOf(s.from) },
        });
      const client = s.from.role === 'client' ? s.from : s.to;
      return andThen(hear(sent, s.from, [s.from, s.to]), (h): readonly Fork<DeliveredSegment>[] => {
        const open = unheard(h);
        if (open) return sure({ kind: 'finished', finished: open });
        // tcp_sync_mss(): the sender heard of a narrower path, or its own tunnel told it, and cuts smaller segments.
        const heardOf = h.mtu !== undefined && h.at === s.from.role && h.mtu < packet.length;
        const narrower = heardOf || h.narrowed || ownMtu(s.from, h.talk.flow, 'tcp') < packet.length;
        if (narrower && rounds > 0) return deliverSegment(h.talk, s, rounds - 1);
        const loss = lossOf(fate as Dropped, directionOf(s.from));
        const lost = (talk: Talk, errno: string | undefined): DeliveredSegment => ({
          kind: 'lost',
          talk,
          loss,
          ...(errno === undefined ? {} : { errno }),
        });
        // In the midst of full-sized data the client has sent all of its own, and hears no more.
        if (h.reset && h.at === 'server' && !s.large)
          return mapFork(afterServerReset(h.talk, client, s.from.role === 'server' ? s.from : s.to), (end) =>
            end.kind === 'heard' ? lost(end.talk, end.errno) : { kind: 'finished', finished: end.finished },
          );
        const heard = h.at === client.role && h.mtu === undefined;
        return sure(lost(h.talk, heard ? (h.reset ? 'ECONNRESET' : h.errno) : undefined));
      });
    },
  );
}

type AfterReset =
  | { readonly kind: 'heard'; readonly talk: Talk; readonly errno?: string }
  | { readonly kind: 'finished'; readonly finished: Finished };

/** The server's socket is gone: what the client sends next meets nobody, and is answered with a RST that may reach the client. */
function afterServerReset(talk: Talk, client: End, server: End): readonly Fork<AfterReset>[] {
  const closed = talk.env.sockets.filter((x) => x.role !== 'server');
  const alone: Talk = { ...talk, env: { ...talk.env, sockets: closed } };
  const data = tcpSegment(client.ns, endsOf(client), ['PSH', 'ACK'], 6);
  // What a host outside answers is not known.
  if (!server.ns) return sure({ kind: 'heard', talk });
  return andThen(send(alone, sending(client, data, 'data')), (sent) => {
    if (sent.fate.kind !== 'dropped') return sure<AfterReset>({ kind: 'heard', talk: sent.talk });
    return mapFork(hear(sent, client, [client]), (h): AfterReset => {
      const open = unheard(h);
      if (open) return { kind: 'finished', finished: open };
      return { kind: 'heard', talk: h.talk, ...(h.reset ? { errno: 'ECONNRESET' } : {}) };
    });
  });
}
