import type { IpvsService, Packet } from '@skoop/model';

export type RealServer = IpvsService['destinations'][number];

/** What a scheduler makes of a new connection. */
export type Pick =
  /** Each server with its share of new connections, 0..1. undefined: no server, which clients hear as "port unreachable". */
  | { readonly kind: 'shares'; readonly of: readonly Share[] }
  /** The snapshot does not tell which of these it is. */
  | { readonly kind: 'maybe'; readonly of: readonly (RealServer | undefined)[]; readonly why: string };
export type Share = { readonly server: RealServer | undefined; readonly share: number };

/** One file per scheduler: struct ip_vs_scheduler. `kernel` is `uname -r` of the node. */
export type Scheduler = (service: IpvsService, packet: Packet, kernel: string) => Pick;

export const NO_SERVER: Pick = { kind: 'shares', of: [{ server: undefined, share: 1 }] };
export const only = (server: RealServer | undefined): Pick => ({ kind: 'shares', of: [{ server, share: 1 }] });

/** Weight 0 takes a server out; IP_VS_DEST_F_OVERLOAD is set by thresholds, which the list does not print. */
export const isAvailable = (s: RealServer): boolean => s.weight > 0;

/** No active connection at the time of the snapshot: a client that is alone finds the service like that. */
export const areIdle = (servers: readonly RealServer[]): boolean => servers.every((s) => s.activeConnections === 0);

/** New connections in proportion to a weight each. */
export function proportional(servers: readonly RealServer[], weightOf: (s: RealServer) => number): Pick {
  const able = servers.filter((s) => isAvailable(s) && weightOf(s) > 0);
  const total = able.reduce((n, s) => n + weightOf(s), 0);
  if (able.length === 0) return NO_SERVER;
  return { kind: 'shares', of: able.map((server) => ({ server, share: weightOf(server) / total })) };
}

/** How often each entry of a lookup table stands in it: what a hash over varying ports comes to. */
export function sharesOfTable(table: readonly (RealServer | undefined)[]): Pick {
  const counts = new Map<RealServer | undefined, number>();
  for (const server of table) counts.set(server, (counts.get(server) ?? 0) + 1);
  return { kind: 'shares', of: [...counts].map(([server, n]) => ({ server, share: n / table.length })) };
}
