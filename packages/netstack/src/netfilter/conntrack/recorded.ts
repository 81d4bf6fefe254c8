import type { ConntrackRecord, ConntrackTuple, Family } from '@skoop/model';
import type { Connection, Tuple } from '../../flow.ts';
import { memoise, type Namespace } from '../../namespace.ts';
import { invertTuple, sameTuple } from './tuple.ts';

function tupleOfRecord(family: Family, protocol: string, t: ConntrackTuple): Tuple {
  return {
    family,
    protocol,
    source: t.source,
    destination: t.destination,
    ...(t.sourcePort === undefined ? {} : { sourcePort: t.sourcePort }),
    ...(t.destinationPort === undefined ? {} : { destinationPort: t.destinationPort }),
    ...(t.icmp ? { icmp: t.icmp } : {}),
  };
}

// @supports conntrack | entries that exist already | net/netfilter/nf_conntrack_core.c: __nf_conntrack_find_get()
/** A line of `conntrack -L` as the kernel's connection. */
export function connectionOfRecord(r: ConntrackRecord): Connection {
  const original = tupleOfRecord(r.family, r.protocol, r.original);
  const reply = tupleOfRecord(r.family, r.protocol, r.reply);
  const plain = invertTuple(original);
  return {
    zone: r.zone,
    original,
    reply,
    confirmed: true,
    seenReply: !r.flags.includes('UNREPLIED'),
    assured: r.flags.includes('ASSURED'),
    sourceNat: plain.destination !== reply.destination || plain.destinationPort !== reply.destinationPort,
    destinationNat: plain.source !== reply.source || plain.sourcePort !== reply.sourcePort,
    sourceNatDone: true,
    destinationNatDone: true,
    mark: r.mark,
    related: false,
    state: r.state ?? '',
  };
}

const hash = (t: Tuple): string => `${t.protocol} ${t.source} ${t.destination}`;

/** Entries of the dump by the addresses of both directions. */
const index = memoise((dump) => {
  const byAddresses = new Map<string, Connection[]>();
  for (const record of dump.conntrack) {
    const c = connectionOfRecord(record);
    for (const key of new Set([hash(c.original), hash(c.reply)])) {
      const bucket = byAddresses.get(key);
      if (bucket) bucket.push(c);
      else byAddresses.set(key, [c]);
    }
  }
  return byAddresses;
});

/**
 * Entry of the recorded table that has this tuple in one of its directions. Only fixed ports can meet one: a port that the kernel still
 * has to pick is taken as fresh.
 */
export const recordedConnection = (ns: Namespace, tuple: Tuple, zone: number): Connection | undefined =>
  index(ns)
    .get(hash(tuple))
    ?.find((c) => c.zone === zone && (sameTuple(c.original, tuple) || sameTuple(c.reply, tuple)));
