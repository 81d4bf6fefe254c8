import { addressWords, type Packet, type Port } from '@skoop/model';
import type { HookInput } from '../../hook.ts';
import { packetBits } from '../../packet-bits.ts';
import { TCP_FLAGS } from '../../tcp-flags.ts';
import type { Expression, ExpressionModule } from '../context.ts';
import { type Datatype, protocolAtom } from '../datatype.ts';
import { asNumber, asObject, asText } from '../json.ts';
import { BREAK, type Loaded, number, text, unknown, words } from '../value.ts';

/** `ip saddr`, `tcp dport`, `@th,16,16`. net/netfilter/nft_payload.c: nft_payload_eval(). */
export const payload: ExpressionModule = (value): Expression => {
  const { protocol, field, base, offset, len } = asObject(value);
  if (base !== undefined) return raw(asText(base) ?? '', asNumber(offset) ?? 0, asNumber(len) ?? 0);
  return fieldOf(asText(protocol) ?? '', asText(field) ?? '');
};

const port = (p: Port | undefined): Loaded =>
  p === undefined ? BREAK : typeof p === 'number' ? number(p) : { kind: 'range', from: p.from, to: p.to };

type Field = readonly [type: Datatype, load: (p: Packet, skb: HookInput) => Loaded];

const V4: Readonly<Record<string, Field>> = {
  saddr: ['address', (p) => words(addressWords(p.source))],
  daddr: ['address', (p) => words(addressWords(p.destination))],
  protocol: ['proto', (p) => ({ kind: 'value', atom: protocolAtom(p.protocol) })],
  nexthdr: ['proto', (p) => ({ kind: 'value', atom: protocolAtom(p.protocol) })],
  ttl: ['number', (p) => number(p.ttl)],
  hoplimit: ['number', (p) => number(p.ttl)],
  length: ['number', (p) => number(p.family === 4 ? p.length : p.length - 40)],
  dscp: ['dscp', (p) => number(p.tos >> 2)],
  ecn: ['number', (p) => number(p.tos & 3)],
  version: ['number', (p) => number(p.family)],
  hdrlength: ['number', () => number(5)],
  'frag-off': ['number', (p) => number(p.dontFragment ? 0x4000 : 0)],
};
const TRANSPORT: Readonly<Record<string, Field>> = {
  sport: ['number', (p) => port(p.sourcePort)],
  dport: ['number', (p) => port(p.destinationPort)],
  flags: ['tcpflags', (p) => number(TCP_FLAGS(p.tcpFlags ?? []))],
  length: ['number', (p) => number(p.length - (p.family === 4 ? 20 : 40))],
};
const icmpFields = (type: Datatype): Readonly<Record<string, Field>> => ({
  type: [type, (p) => (p.icmp ? number(p.icmp.type) : BREAK)],
  code: ['icmpcode', (p) => (p.icmp ? number(p.icmp.code) : BREAK)],
  id: ['number', (p) => port(p.icmp?.id)],
  mtu: [
    'number',
    (p) => (p.icmp?.mtu === undefined ? unknown('the field of the ICMP header is not followed') : number(p.icmp.mtu)),
  ],
});
const ETHER: Readonly<Record<string, Field>> = {
  saddr: ['mac', (_, s) => mac(s.sourceMac, s)],
  daddr: ['mac', (_, s) => mac(s.destinationMac, s)],
  type: ['ethertype', (p) => number(etherType(p))],
};
/** eth_hdr(skb)->h_proto. */
export const etherType = (p: Packet): number => (p.protocol === 'arp' ? 0x806 : p.family === 4 ? 0x800 : 0x86dd);

/** struct arphdr and what follows it for Ethernet and IPv4. A request leaves the asked hardware address zero. */
const ARP: Readonly<Record<string, Field>> = {
  htype: ['number', () => number(1)],
  ptype: ['ethertype', () => number(0x800)],
  hlen: ['number', () => number(6)],
  plen: ['number', () => number(4)],
  operation: ['arpop', (_, s) => number(s.arp === 'reply' ? 2 : 1)],
  'saddr ip': V4.saddr as Field,
  'daddr ip': V4.daddr as Field,
  'saddr ether': ['mac', (_, s) => (s.sourceMac === undefined ? unknown(NO_MAC) : text(s.sourceMac))],
  'daddr ether': [
    'mac',
    (_, s) =>
      s.arp === 'request'
        ? text('00:00:00:00:00:00')
        : s.destinationMac === undefined
          ? unknown(NO_MAC)
          : text(s.destinationMac),
  ],
};
const NO_MAC = 'the MAC address of the frame is not known';

const mac = (address: string | undefined, skb: HookInput): Loaded => {
  // On the way out only hooks of devices see the new header. nft asks others for `meta iiftype` first.
  if (skb.inDevice === undefined && skb.layer !== 'netdev') return BREAK;
  return address === undefined ? unknown(NO_MAC) : text(address);
};

/** Fields of a header, and the packets that have it. The rule gets this condition from nft by itself. */
const HEADERS: Readonly<Record<string, readonly [(p: Packet) => boolean, Readonly<Record<string, Field>>]>> = {
  ip: [(p) => p.family === 4 && p.protocol !== 'arp', V4],
  ip6: [(p) => p.family === 6, V4],
  tcp: [(p) => p.protocol === 'tcp', TRANSPORT],
  udp: [(p) => p.protocol === 'udp', TRANSPORT],
  udplite: [(p) => p.protocol === 'udplite', TRANSPORT],
  sctp: [(p) => p.protocol === 'sctp', TRANSPORT],
  dccp: [(p) => p.protocol === 'dccp', TRANSPORT],
  th: [(p) => p.destinationPort !== undefined, TRANSPORT],
  icmp: [(p) => p.protocol === 'icmp', icmpFields('icmptype')],
  icmpv6: [(p) => p.protocol === 'icmpv6', icmpFields('icmpv6type')],
  ether: [() => true, ETHER],
  esp: [(p) => p.protocol === 'esp', {}],
  ah: [(p) => p.protocol === 'ah', {}],
  comp: [(p) => p.protocol === '108', {}],
  gre: [(p) => p.protocol === 'gre', {}],
  igmp: [(p) => p.protocol === 'igmp', {}],
  arp: [(p) => p.protocol === 'arp', ARP],
  vlan: [() => false, {}],
};

/** Has the packet this header? Statements that write to one have the same condition. */
export const hasHeader = (protocol: string, packet: Packet): boolean =>
  !Object.hasOwn(HEADERS, protocol) || HEADERS[protocol]?.[0](packet) === true;

function fieldOf(protocol: string, name: string): Expression {
  const header = Object.hasOwn(HEADERS, protocol) ? HEADERS[protocol] : undefined;
  if (!header) return { type: 'number', load: () => unknown(`the header \`${protocol}\` is not followed`) };
  const [has, fields] = header;
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field)
    return {
      type: 'number',
      load: ({ packet }) => (has(packet) ? unknown(`the field \`${protocol} ${name}\` is not followed`) : BREAK),
    };
  return { type: field[0], load: (skb) => (has(skb.packet) ? field[1](skb.packet, skb) : BREAK) };
}

/** A piece of a header by bits, as far as the model of the packet has them. */
function raw(base: string, offset: number, length: number): Expression {
  const ports: Readonly<Record<string, 'sport' | 'dport'>> = { 'th 0 16': 'sport', 'th 16 16': 'dport' };
  const port = ports[`${base} ${offset} ${length}`];
  return {
    type: 'number',
    load(skb) {
      const { packet } = skb;
      const field = port && packet.destinationPort !== undefined ? TRANSPORT[port] : undefined;
      if (field) return field[1](packet, skb);
      const start = base === 'th' ? (packet.family === 4 ? 160 : 320) : base === 'nh' ? 0 : undefined;
      const bits = start === undefined ? undefined : packetBits(packet, start + offset, length);
      return bits ? words(bits) : unknown(`the bits @${base},${offset},${length} are not followed`);
    },
  };
}
