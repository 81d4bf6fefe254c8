import type { Packet } from '@skoop/model';
import type { Flow } from '../../flow.ts';
import type { Namespace } from '../../namespace.ts';
import { type Found, findConnection } from './find.ts';
import { invertTuple, tupleOf } from './tuple.ts';

// @supports conntrack | ICMP errors: RELATED | net/netfilter/nf_conntrack_proto_icmp.c: nf_conntrack_inet_error()
/** What conntrack makes of an ICMP error: part of a connection, of none, or no error at all. */
export type IcmpErrorVerdict =
  | { readonly kind: 'not-an-error' }
  | { readonly kind: 'related'; readonly found: Found }
  | { readonly kind: 'invalid'; readonly why: string };

/** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
const V4_ERRORS = [3, 4, 5, 11, 12];

export const isTrackedError = (p: Packet): boolean =>
  p.icmp !== undefined && (p.protocol === 'icmp' ? V4_ERRORS.includes(p.icmp.type) : p.icmp.type < 128);

/** nf_conntrack_icmpv4_error(), nf_conntrack_icmpv6_error(), nf_conntrack_inet_error(): by the packet that the error quotes. */
export function trackIcmpError(ns: Namespace, flow: Flow, p: Packet, zone: number): IcmpErrorVerdict {
  if (!isTrackedError(p)) return { kind: 'not-an-error' };
  const about = p.icmp?.about;
  if (!about) return { kind: 'invalid', why: 'the ICMP error does not say which packet it is about' };
  const inner = tupleOf(about);
  const found = findConnection(ns, flow, invertTuple(inner), zone);
  if (!found) return { kind: 'invalid', why: 'conntrack does not know the connection that the ICMP error is about' };
  // The error must come to the sender of the packet that it quotes.
  if (p.destination !== inner.source)
    return { kind: 'invalid', why: `the ICMP error is for ${p.destination}, but about a packet of ${inner.source}` };
  return { kind: 'related', found };
}
