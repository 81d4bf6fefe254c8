import { formatPort, type Packet, type Port, samePort } from '@skoop/model';
import type { Connection, Tuple } from '../../flow.ts';

/** Request and reply types of ICMP queries. net/netfilter/nf_conntrack_proto_icmp.c: invmap. */
const ICMP_INVERSE: Readonly<Record<number, number>> = { 8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17 };
/** nf_conntrack_proto_icmpv6.c: invmap. */
const ICMPV6_INVERSE: Readonly<Record<number, number>> = { 128: 129, 129: 128, 139: 140, 140: 139 };

const hasPorts = (protocol: string): boolean => ['tcp', 'udp', 'udplite', 'sctp', 'dccp'].includes(protocol);

/** nf_ct_get_tuple(). */
export function tupleOf(p: Packet): Tuple {
  const base = { family: p.family, protocol: p.protocol, source: p.source, destination: p.destination };
  if (p.icmp)
    return {
      ...base,
      icmp: { type: p.icmp.type, code: p.icmp.code, ...(p.icmp.id === undefined ? {} : { id: p.icmp.id }) },
    };
  if (!hasPorts(p.protocol)) return base;
  return {
    ...base,
    ...(p.sourcePort === undefined ? {} : { sourcePort: p.sourcePort }),
    ...(p.destinationPort === undefined ? {} : { destinationPort: p.destinationPort }),
  };
}

/** nf_ct_invert_tuple(). */
export function invertTuple(t: Tuple): Tuple {
  const base = { family: t.family, protocol: t.protocol, source: t.destination, destination: t.source };
  if (t.icmp) {
    const inverse = t.family === 4 ? ICMP_INVERSE : ICMPV6_INVERSE;
    return { ...base, icmp: { ...t.icmp, type: inverse[t.icmp.type] ?? t.icmp.type } };
  }
  return {
    ...base,
    ...(t.destinationPort === undefined ? {} : { sourcePort: t.destinationPort }),
    ...(t.sourcePort === undefined ? {} : { destinationPort: t.sourcePort }),
  };
}

/** nf_ct_tuple_equal(). Ports that a kernel picked are equal if they are the same pick. */
export const sameTuple = (a: Tuple, b: Tuple): boolean =>
  a.source === b.source &&
  a.destination === b.destination &&
  a.protocol === b.protocol &&
  samePort(a.sourcePort, b.sourcePort) &&
  samePort(a.destinationPort, b.destinationPort) &&
  a.icmp?.type === b.icmp?.type &&
  a.icmp?.code === b.icmp?.code &&
  samePort(a.icmp?.id, b.icmp?.id);

/** Names a connection within its namespace: by its original direction, which NAT never changes. */
export const connectionKey = (c: Pick<Connection, 'zone' | 'original'>): string => `${c.zone} ${tupleText(c.original)}`;

const portText = (p: Port | undefined): string => (p === undefined ? '' : `:${formatPort(p)}`);

/** `tcp 10.244.1.2:34567 -> 10.96.0.1:443`, for people. */
export function tupleText(t: Tuple): string {
  const icmp = t.icmp ? ` type ${t.icmp.type} id ${t.icmp.id === undefined ? '-' : formatPort(t.icmp.id)}` : '';
  return `${t.protocol}${icmp} ${t.source}${portText(t.sourcePort)} -> ${t.destination}${portText(t.destinationPort)}`;
}
