import type { IcmpHeader, Packet } from '@skoop/model';

/** Bytes of the IP header of a family. */
export const ipHeader = (family: 4 | 6): number => (family === 4 ? 20 : 40);

const UNSPECIFIED = { 4: '0.0.0.0', 6: '::' } as const;

/** True for ICMP errors, about which no ICMP error is ever sent. */
export const isIcmpError = (p: Packet): boolean =>
  p.icmp !== undefined && (p.protocol === 'icmp' ? [3, 4, 5, 11, 12].includes(p.icmp.type) : p.icmp.type < 128);

// @supports ICMP | errors that a kernel sends | net/ipv4/icmp.c: __icmp_send(), net/ipv6/icmp.c: icmp6_send()
/**
 * icmp_send(), icmpv6_send(): the error about a packet, to its source. `from` is the address that it was sent to where that is local;
 * else the route to the source decides. undefined: no error may be sent about this packet.
 */
export function icmpError(about: Packet, header: Omit<IcmpHeader, 'about'>, from?: string): Packet | undefined {
  if (isIcmpError(about)) return undefined;
  if (about.source === UNSPECIFIED[about.family]) return undefined;
  const quoted = Math.min(about.length, about.family === 4 ? 548 : 1232);
  return {
    family: about.family,
    source: from ?? UNSPECIFIED[about.family],
    destination: about.source,
    protocol: about.family === 4 ? 'icmp' : 'icmpv6',
    icmp: { ...header, about },
    ttl: 64,
    tos: 0xc0,
    length: ipHeader(about.family) + 8 + quoted,
    dontFragment: false,
    mark: 0,
  };
}

/** nf_send_reset(), tcp_v4_send_reset(): the RST that answers a segment. undefined for a RST, which is never answered. */
export function tcpReset(to: Packet): Packet | undefined {
  if (to.protocol !== 'tcp' || to.tcpFlags?.includes('RST')) return undefined;
  const seen = to.tcpFlags?.includes('ACK') ?? false;
  return {
    family: to.family,
    source: to.destination,
    destination: to.source,
    protocol: 'tcp',
    ...(to.destinationPort === undefined ? {} : { sourcePort: to.destinationPort }),
    ...(to.sourcePort === undefined ? {} : { destinationPort: to.sourcePort }),
    tcpFlags: seen ? ['RST'] : ['RST', 'ACK'],
    ttl: 64,
    tos: to.tos & 0xfc,
    length: ipHeader(to.family) + 20,
    dontFragment: to.family === 4,
    mark: 0,
  };
}

/** The kinds of error the walk itself sends, by family: type and code. */
export const UNREACHABLE = {
  network: { 4: { type: 3, code: 0 }, 6: { type: 1, code: 0 } },
  host: { 4: { type: 3, code: 1 }, 6: { type: 1, code: 3 } },
  protocol: { 4: { type: 3, code: 2 }, 6: { type: 4, code: 1 } },
  port: { 4: { type: 3, code: 3 }, 6: { type: 1, code: 4 } },
  filtered: { 4: { type: 3, code: 13 }, 6: { type: 1, code: 1 } },
  ttl: { 4: { type: 11, code: 0 }, 6: { type: 3, code: 0 } },
} as const;
