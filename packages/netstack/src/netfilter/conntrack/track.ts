import type { Packet } from '@skoop/model';
import type { Connection, Flow } from '../../flow.ts';
import type { HookInput } from '../hook.ts';
import { attach, withConnection, withoutConnection } from './attached.ts';
import { findConnection } from './find.ts';
import { isTrackedError, trackIcmpError } from './icmp-error.ts';
import { conntrackTable } from './table-full.ts';
import { tcpNew, tcpPacket } from './tcp.ts';
import { connectionKey, invertTuple, tupleOf } from './tuple.ts';

/** What nf_conntrack_in() found, with a sentence for the reader. */
export type Tracking = {
  readonly flow: Flow;
  readonly state: 'new' | 'established' | 'related' | 'invalid' | 'untracked' | 'unchanged';
  readonly why?: string;
  /** The table has no room, or has it only if an unassured entry is thrown out. */
  readonly full?: 'full' | 'maybe';
};

/** nf_conntrack_in(): finds or makes the connection of a packet, at PREROUTING and OUTPUT. */
export function trackPacket(skb: HookInput): Tracking {
  const { ns, packet: p, flow } = skb;
  const before = flow.attached.get(ns.key);
  if (before?.kind === 'untracked') return { flow: missData(skb), state: 'untracked' };
  // Seen before: it came round by lo, or is the RST of a REJECT.
  if (before?.kind === 'connection') return { flow, state: 'unchanged' };
  const zone = before?.kind === 'template' ? before.zone : 0;
  const bare = attach(flow, ns.key, undefined);
  if (neighbourDiscovery(p)) return { flow: attach(bare, ns.key, { kind: 'untracked' }), state: 'untracked' };
  if (isTrackedError(p)) return trackError(skb, bare, zone);
  const tuple = tupleOf(p);
  const found = findConnection(ns, bare, tuple, zone);
  if (found) return trackKnown(skb, bare, found.connection, found.reply);
  return trackNew(skb, bare, zone);
}

/** Data that goes by untracked: td_end of its direction stays behind. */
function missData({ ns, packet: p, flow }: HookInput): Flow {
  if (p.protocol !== 'tcp' || p.length <= (p.family === 4 ? 40 : 60) || p.tcpFlags?.includes('SYN')) return flow;
  const found = findConnection(ns, flow, tupleOf(p), 0);
  if (!found) return flow;
  return withConnection(flow, ns.key, { ...found.connection, unseen: found.reply ? 'reply' : 'original' });
}

/** Router and neighbour discovery, MLD: noct_valid_new of nf_conntrack_proto_icmpv6.c. */
const neighbourDiscovery = (p: Packet): boolean =>
  p.protocol === 'icmpv6' &&
  p.icmp !== undefined &&
  ((p.icmp.type >= 130 && p.icmp.type <= 137) || p.icmp.type === 143);

function trackError(skb: HookInput, flow: Flow, zone: number): Tracking {
  const verdict = trackIcmpError(skb.ns, flow, skb.packet, zone);
  if (verdict.kind !== 'related')
    return { flow, state: 'invalid', ...(verdict.kind === 'invalid' ? { why: verdict.why } : {}) };
  const { connection, reply } = verdict.found;
  const known = withConnection(flow, skb.ns.key, connection);
  const key = connectionKey(connection);
  return { flow: attach(known, skb.ns.key, { kind: 'connection', key, state: 'related', reply }), state: 'related' };
}

function trackKnown(skb: HookInput, flow: Flow, connection: Connection, reply: boolean): Tracking {
  const { ns, packet: p } = skb;
  let updated: Connection = reply && !connection.seenReply ? { ...connection, seenReply: true } : connection;
  if (p.protocol === 'tcp') {
    const verdict = tcpPacket(ns, p, connection, reply);
    if (verdict.kind === 'invalid') return { flow, state: 'invalid', why: verdict.why };
    // TIME_WAIT and CLOSE begin anew with a SYN: the entry is deleted and the packet looked at again (NF_REPEAT).
    if (verdict.state === 'SYN_SENT' && ['TIME_WAIT', 'CLOSE'].includes(connection.state))
      return trackNew(skb, withoutConnection(flow, ns.key, connection), connection.zone);
    const { unseen, ...known } = updated;
    const still = unseen === undefined || unseen === (reply ? 'reply' : 'original') ? {} : { unseen };
    updated = { ...known, ...still, state: verdict.state, assured: verdict.assured };
  } else if (p.protocol === 'udp' && reply && connection.seenReply) updated = { ...updated, assured: true };
  const established = reply || connection.seenReply;
  const state = established ? 'established' : connection.related ? 'related' : 'new';
  const key = connectionKey(connection);
  return {
    flow: attach(withConnection(flow, ns.key, updated), ns.key, { kind: 'connection', key, state, reply }),
    state,
  };
}

/** Query types that may begin a connection: valid_new of nf_conntrack_proto_icmp.c and its IPv6 sibling. */
const icmpStarts = (p: Packet): boolean =>
  p.icmp !== undefined && (p.protocol === 'icmp' ? [8, 13, 15, 17] : [128, 139]).includes(p.icmp.type);

function trackNew(skb: HookInput, flow: Flow, zone: number): Tracking {
  const { ns, packet: p } = skb;
  let state = '';
  if (p.protocol === 'tcp') {
    const verdict = tcpNew(ns, p);
    if (verdict.kind === 'invalid') return { flow, state: 'invalid', why: verdict.why };
    state = verdict.state;
  } else if (p.icmp && !icmpStarts(p))
    return { flow, state: 'invalid', why: 'conntrack has not seen the request that this ICMP message answers' };
  const full = conntrackTable(ns);
  if (full === 'full') return { flow, state: 'invalid', full };
  const original = tupleOf(p);
  const connection: Connection = {
    zone,
    original,
    reply: invertTuple(original),
    confirmed: false,
    seenReply: false,
    assured: false,
    sourceNat: false,
    destinationNat: false,
    sourceNatDone: false,
    destinationNatDone: false,
    mark: 0,
    related: false,
    ...(state === 'ESTABLISHED' ? { liberal: true } : {}),
    state,
  };
  const key = connectionKey(connection);
  return {
    flow: attach(withConnection(flow, ns.key, connection), ns.key, {
      kind: 'connection',
      key,
      state: 'new',
      reply: false,
    }),
    state: 'new',
    ...(full === 'maybe' ? { full } : {}),
  };
}
