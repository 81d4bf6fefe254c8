import { addressWords, IP_PROTOCOL_NUMBERS, parsePrefix } from '@skoop/model';
import { dscpValue } from '../dscp.ts';
import { icmpType } from '../icmp-names.ts';
import { protocolName } from '../iptables/header.ts';
import { asList, asNumber, asText, isObject, type Json, tagged } from './json.ts';
import type { Atom, Pattern } from './value.ts';

/** How the constants of an expression are written. */
export type Datatype =
  | 'address'
  | 'proto'
  | 'number'
  | 'ctstate'
  | 'ctstatus'
  | 'ctdir'
  | 'tcpflags'
  | 'icmptype'
  | 'icmpv6type'
  | 'icmpcode'
  | 'name'
  | 'mac'
  | 'arpop'
  | 'hardware'
  | 'ethertype'
  | 'pkttype'
  | 'fibtype'
  | 'dscp'
  | 'nfproto'
  | 'unreadable';
export type Type = Datatype | readonly Datatype[];

/** Names of types as `nft -j` prints those of sets. */
export const SET_TYPES: Readonly<Record<string, Datatype>> = {
  ipv4_addr: 'address',
  ipv6_addr: 'address',
  ether_addr: 'mac',
  inet_proto: 'proto',
  inet_service: 'number',
  mark: 'number',
  ifname: 'name',
  iface_index: 'name',
  iface: 'name',
  ct_state: 'ctstate',
  ct_status: 'ctstatus',
  ct_dir: 'ctdir',
  tcp_flag: 'tcpflags',
  icmp_type: 'icmptype',
  icmpv6_type: 'icmpv6type',
  icmp_code: 'icmpcode',
  icmpv6_code: 'icmpcode',
  ether_type: 'ethertype',
  arp_op: 'arpop',
  iface_type: 'hardware',
  pkt_type: 'pkttype',
  fib_addrtype: 'fibtype',
  dscp: 'dscp',
  nf_proto: 'nfproto',
  uid: 'number',
  gid: 'number',
  integer: 'number',
};

/** Bits of flag types. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ctstate: { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 },
  ctstatus: {
    expected: 1,
    'seen-reply': 2,
    assured: 4,
    confirmed: 8,
    snat: 16,
    dnat: 32,
    'seq-adjust': 64,
    'snat-done': 128,
    'dnat-done': 256,
    dying: 512,
  },
  tcpflags: { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, ece: 64, cwr: 128 },
};

/** include/uapi/linux/if_arp.h, by the words that nft and `ip link` print. */
export const ARPHRD: Readonly<Record<string, number>> = {
  ether: 1,
  ppp: 512,
  ipip: 768,
  tunnel6: 769,
  loopback: 772,
  sit: 776,
  ipgre: 778,
  none: 0xfffe,
};

const SYMBOLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ...FLAGS,
  ctdir: { original: 0, reply: 1 },
  arpop: { request: 1, reply: 2, rrequest: 3, rreply: 4, inrequest: 8, inreply: 9, nak: 10 },
  hardware: ARPHRD,
  ethertype: {
    ip: 0x800,
    ipv4: 0x800,
    ip6: 0x86dd,
    ipv6: 0x86dd,
    arp: 0x806,
    vlan: 0x8100,
    '8021q': 0x8100,
    '8021ad': 0x88a8,
  },
  pkttype: { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 },
  nfproto: { ipv4: 2, ipv6: 10 },
  fibtype: {
    unspec: 0,
    unicast: 1,
    local: 2,
    broadcast: 3,
    anycast: 4,
    multicast: 5,
    blackhole: 6,
    unreachable: 7,
    prohibit: 8,
  },
  // Codes of ICMP that share their number are told apart by type, which we need not.
  icmpcode: {
    'net-unreachable': 0,
    'host-unreachable': 1,
    'prot-unreachable': 2,
    'port-unreachable': 3,
    'frag-needed': 4,
    'net-prohibited': 9,
    'host-prohibited': 10,
    'admin-prohibited': 13,
    'no-route': 0,
    'addr-unreachable': 3,
    'policy-fail': 5,
    'reject-route': 6,
  },
};

/** Number of a symbol of a type that has names. */
export const symbol = (type: Datatype, name: string): number | undefined => {
  const names = SYMBOLS[type];
  return names && Object.hasOwn(names, name) ? names[name] : undefined;
};

const protocolNumber = (name: string): number | undefined => {
  const known = IP_PROTOCOL_NUMBERS[protocolName(name)];
  return known ?? (/^\d+$/.test(name) ? Number(name) : undefined);
};
/** Number of an IP protocol as `meta l4proto` gives it. */
export const protocolAtom = (name: string): Atom => [protocolNumber(name) ?? 255];

/** One constant of a type; undefined: not understood. */
export function constantAtom(type: Datatype, x: Json): Atom | undefined {
  if (typeof x === 'boolean') return [x ? 1 : 0];
  if (type === 'name') return x === undefined ? undefined : String(x);
  if (type === 'mac') return asText(x)?.toLowerCase();
  if (typeof x === 'number') return [x >>> 0];
  const s = asText(x);
  if (s === undefined) return flagsAtom(type, x);
  if (type === 'address') return addressWords(s);
  if (type === 'proto') return wrap(protocolNumber(s));
  if (type === 'dscp') return wrap(dscpValue(s));
  if (type === 'icmptype' || type === 'icmpv6type') {
    const known = icmpType(type === 'icmptype' ? 4 : 6, s)?.type;
    return typeof known === 'number' ? [known] : undefined;
  }
  // A mask may be written as an address where the other side is a number.
  return wrap(symbol(type, s) ?? (/^(0x[0-9a-f]+|\d+)$/i.test(s) ? Number(s) >>> 0 : undefined)) ?? addressWords(s);
}

const wrap = (n: number | undefined): Atom | undefined => (n === undefined ? undefined : [n]);

/** `["syn", "ack"]` and `{ "|": ["syn", "ack"] }`: bits together. */
function flagsAtom(type: Datatype, x: Json): Atom | undefined {
  const parts = Array.isArray(x) ? x : isObject(x) && '|' in x ? asList(x['|']) : undefined;
  if (!parts) return undefined;
  let bits = 0;
  for (const part of parts) {
    const atom = constantAtom(type, part);
    if (atom === undefined || typeof atom === 'string') return undefined;
    bits |= atom[0] ?? 0;
  }
  return [bits >>> 0];
}

/** A constant, prefix, range or concatenation of them; undefined: not understood. */
export function constantPattern(type: Type, x: Json): Pattern | undefined {
  const tag = tagged(x);
  if (tag?.[0] === 'elem') return isObject(tag[1]) ? constantPattern(type, tag[1].val) : undefined;
  if (x === '*') return { kind: 'any' };
  if (tag?.[0] === 'concat') return concatPattern(type, asList(tag[1]));
  const one = typeof type === 'string' ? type : (type[0] ?? 'unreadable');
  if (tag?.[0] === 'prefix' && isObject(tag[1])) {
    const prefix = parsePrefix(`${asText(tag[1].addr) ?? ''}/${asNumber(tag[1].len) ?? ''}`);
    return prefix && { kind: 'range', from: prefix.words, to: lastOf(prefix.words, prefix.length) };
  }
  if (tag?.[0] === 'range') {
    const [from, to] = asList(tag[1]).map((v) => constantAtom(one, v));
    return from === undefined || to === undefined || typeof from === 'string' || typeof to === 'string'
      ? undefined
      : { kind: 'range', from, to };
  }
  const atom = constantAtom(one, x);
  if (typeof atom === 'string' && one === 'name' && atom.endsWith('*'))
    return { kind: 'wildcard', prefix: atom.slice(0, -1) };
  return atom === undefined ? undefined : { kind: 'exact', atom };
}

function concatPattern(type: Type, parts: readonly Json[]): Pattern | undefined {
  const types = typeof type === 'string' ? parts.map(() => type) : type;
  const patterns = parts.map((p, i) => constantPattern(types[i] ?? 'number', p));
  return patterns.every((p) => p !== undefined) ? { kind: 'concat', parts: patterns } : undefined;
}

/** Last address of a prefix. */
const lastOf = (words: readonly number[], length: number): readonly number[] =>
  words.map((w, i) => {
    const keep = Math.min(32, Math.max(0, length - i * 32));
    return keep === 32 ? w : (w | (0xffffffff >>> keep)) >>> 0;
  });

/** Types of a set's key or data: `ipv4_addr`, `["ipv4_addr", "inet_service"]`, `ipv4_addr . inet_service`. */
export function setType(x: Json): Type {
  const names = typeof x === 'string' ? x.split(' . ') : asList(x).map((n) => asText(n) ?? '');
  const types = names.map((n): Datatype => SET_TYPES[n] ?? 'number');
  return types.length === 1 ? (types[0] ?? 'number') : types;
}
