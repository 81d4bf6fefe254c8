import type { Packet } from '@skoop/model';
import type { Connection } from '../../flow.ts';
import type { Namespace } from '../../namespace.ts';
import { sysctl } from '../../sysctl.ts';

/** The states of nf_conntrack_proto_tcp.c by their short names, in the order of its table. */
const STATES = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
] as const;
const SHORT: Readonly<Record<string, string>> = {
  SS: 'SYN_SENT',
  SR: 'SYN_RECV',
  ES: 'ESTABLISHED',
  FW: 'FIN_WAIT',
  CW: 'CLOSE_WAIT',
  LA: 'LAST_ACK',
  TW: 'TIME_WAIT',
  CL: 'CLOSE',
  S2: 'SYN_SENT2',
};

/** enum tcp_bit_set: which row of the table a segment uses. get_conntrack_index(). */
type Row = 'syn' | 'synack' | 'fin' | 'ack' | 'rst' | 'none';
function rowOf(p: Packet): Row {
  const has = new Set(p.tcpFlags ?? []);
  if (has.has('RST')) return 'rst';
  if (has.has('SYN')) return has.has('ACK') ? 'synack' : 'syn';
  if (has.has('FIN')) return 'fin';
  return has.has('ACK') ? 'ack' : 'none';
}

// @supports sysctls | net/netfilter/nf_conntrack_tcp_loose | net/netfilter/nf_conntrack_proto_tcp.c: tcp_new()
// @supports sysctls | net/netfilter/nf_conntrack_tcp_be_liberal | net/netfilter/nf_conntrack_proto_tcp.c: tcp_in_window()
// @supports conntrack | TCP states | net/netfilter/nf_conntrack_proto_tcp.c: tcp_conntracks[]
/** tcp_conntracks[direction][row][state]: IV invalid, IG ignored. */
const TABLE: { readonly [D in 'original' | 'reply']: { readonly [R in Row]: string } } = {
  original: {
    //      NO SS SR ES FW CW LA TW CL S2
    syn: '   SS SS IG IG IG IG IG SS SS S2',
    synack: 'IV IV IG IG IG IG IG IG IG SR',
    fin: '   IV IV FW FW LA LA LA TW CL IV',
    ack: '   ES IV ES ES CW CW TW TW CL IV',
    rst: '   IV CL CL CL CL CL CL CL CL CL',
    none: '  IV IV IV IV IV IV IV IV IV IV',
  },
  reply: {
    syn: '   IV S2 IV IV IV IV IV SS IV S2',
    synack: 'IV SR IG IG IG IG IG IG IG SR',
    fin: '   IV IV FW FW LA LA LA TW CL IV',
    ack: '   IV IG SR ES CW CW TW TW CL IG',
    rst: '   IV CL CL CL CL CL CL CL CL CL',
    none: '  IV IV IV IV IV IV IV IV IV IV',
  },
};

function next(direction: 'original' | 'reply', row: Row, state: string): string {
  const column = Math.max(0, STATES.indexOf(state as (typeof STATES)[number]));
  return TABLE[direction][row].trim().split(' ')[column] ?? 'IV';
}

export type TcpVerdict =
  | { readonly kind: 'invalid'; readonly why: string }
  | { readonly kind: 'valid'; readonly state: string; readonly assured: boolean };

/** tcp_new(): may this segment start a connection? nf_conntrack_tcp_loose lets an ACK do so. */
export function tcpNew(ns: Namespace, p: Packet): TcpVerdict {
  const row = rowOf(p);
  const state = next('original', row, 'NONE');
  if (state === 'IV')
    return { kind: 'invalid', why: `conntrack has not seen the connection that this ${segmentName(row)} belongs to` };
  if (state === 'ES' && sysctl(ns, 'net/netfilter/nf_conntrack_tcp_loose', 1) === 0)
    return { kind: 'invalid', why: 'conntrack has not seen the SYN, and nf_conntrack_tcp_loose is 0' };
  return { kind: 'valid', state: SHORT[state] ?? 'NONE', assured: false };
}

/** nf_conntrack_tcp_packet() for a segment of a known connection, as far as the state table decides. */
export function tcpPacket(ns: Namespace, p: Packet, c: Connection, reply: boolean): TcpVerdict {
  const row = rowOf(p);
  const after = next(reply ? 'reply' : 'original', row, c.state);
  if (after === 'IV')
    return { kind: 'invalid', why: `conntrack does not expect a ${segmentName(row)} in state ${c.state}` };
  // tcp_in_window(): "ACK is over the upper bound (ACKed data not seen yet)".
  const early = c.unseen === (reply ? 'original' : 'reply') && p.tcpFlags?.includes('ACK') && !c.liberal;
  if (early && sysctl(ns, 'net/netfilter/nf_conntrack_tcp_be_liberal', 0) === 0)
    return { kind: 'invalid', why: 'conntrack has not seen the data that this segment acknowledges' };
  const state = after === 'IG' ? c.state : (SHORT[after] ?? c.state);
  const established = state === 'ESTABLISHED' && (c.state === 'SYN_RECV' || c.state === 'ESTABLISHED');
  return { kind: 'valid', state, assured: c.assured || (c.seenReply && established) };
}

const segmentName = (row: Row): string =>
  ({ syn: 'SYN', synack: 'SYN-ACK', fin: 'FIN', ack: 'ACK', rst: 'RST', none: 'segment without flags' })[row];
