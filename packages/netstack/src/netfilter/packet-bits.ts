import { addressWords, IP_PROTOCOL_NUMBERS, type Packet, type Port } from '@skoop/model';
import { TCP_FLAGS } from './tcp-flags.ts';

/** A 32-bit word of which only the bits of `known` are certain. */
export type Bits = { readonly value: number; readonly known: number };

/** Bytes of a packet from its IP header on; undefined where the model does not have them (sequence numbers, checksums, data). */
export function packetBytes(p: Packet): readonly (number | undefined)[] {
  const bytes = [...(p.family === 4 ? header4(p) : header6(p)), ...transport(p)];
  while (bytes.length < p.length) bytes.push(undefined);
  return bytes;
}

type Bytes = readonly (number | undefined)[];
const unknown = (n: number): Bytes => new Array<undefined>(n).fill(undefined);
const two = (n: number | undefined): Bytes => (n === undefined ? unknown(2) : [(n >>> 8) & 255, n & 255]);
const port = (p: Port | undefined): Bytes => two(typeof p === 'number' ? p : undefined);
const address = (a: string): Bytes =>
  (addressWords(a) ?? []).flatMap((w) => [w >>> 24, (w >>> 16) & 255, (w >>> 8) & 255, w & 255]);
const protocol = (p: Packet): number | undefined =>
  IP_PROTOCOL_NUMBERS[p.protocol] ?? (/^\d+$/.test(p.protocol) ? Number(p.protocol) : undefined);

/** struct iphdr without options. */
const header4 = (p: Packet): Bytes => [
  0x45,
  p.tos,
  ...two(p.length),
  ...unknown(2),
  p.dontFragment ? 0x40 : 0,
  0,
  p.ttl,
  protocol(p),
  ...unknown(2),
  ...address(p.source),
  ...address(p.destination),
];

/** struct ipv6hdr; the flow label is the sender's choice. */
const header6 = (p: Packet): Bytes => [
  0x60 | (p.tos >> 4),
  undefined,
  ...unknown(2),
  ...two(p.length - 40),
  protocol(p),
  p.ttl,
  ...address(p.source),
  ...address(p.destination),
];

function transport(p: Packet): Bytes {
  if (p.protocol === 'tcp')
    return [
      ...port(p.sourcePort),
      ...port(p.destinationPort),
      ...unknown(9),
      TCP_FLAGS(p.tcpFlags ?? []),
      ...unknown(6),
    ];
  if (p.protocol === 'udp')
    return [
      ...port(p.sourcePort),
      ...port(p.destinationPort),
      ...two(p.length - (p.family === 4 ? 20 : 40)),
      ...unknown(2),
    ];
  if (p.icmp) return [p.icmp.type, p.icmp.code, ...unknown(2), ...port(p.icmp.id)];
  return [];
}

/** Four bytes in network order; undefined beyond the end of the packet. */
export function wordAt(bytes: Bytes, at: number): Bits | undefined {
  if (at < 0 || at + 4 > bytes.length) return undefined;
  let [value, known] = [0, 0];
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + i];
    value = (value << 8) | (byte ?? 0);
    known = (known << 8) | (byte === undefined ? 0 : 0xff);
  }
  return { value: value >>> 0, known: known >>> 0 };
}

/** Bits of a packet as words with the first one filled up from the left; undefined where one of them is not known. */
export function packetBits(p: Packet, offset: number, length: number): readonly number[] | undefined {
  if (length <= 0 || length > 128) return undefined;
  const bytes = packetBytes(p);
  const out = new Array<number>(Math.ceil(length / 32)).fill(0);
  const lead = out.length * 32 - length;
  for (let i = 0; i < length; i++) {
    const byte = bytes[(offset + i) >>> 3];
    if (byte === undefined) return undefined;
    const to = lead + i;
    if ((byte >> (7 - ((offset + i) & 7))) & 1) out[to >>> 5] = ((out[to >>> 5] ?? 0) | (1 << (31 - (to & 31)))) >>> 0;
  }
  return out;
}
