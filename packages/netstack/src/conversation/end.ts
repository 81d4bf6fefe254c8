import { type Address, isUnspecified, type Packet, type Port, type Trace } from '@skoop/model';
import { findLink } from '../device/link.ts';
import type { Flow } from '../flow.ts';
import { ipHeader } from '../icmp/error.ts';
import type { Namespace } from '../namespace.ts';
import type { SocketOwner } from '../netfilter/hook.ts';
import { lookupRoute } from '../route/lookup.ts';
import { ipv6SourceAddress, selectSourceAddress } from '../route/source-address.ts';
import type { OpenSocket } from '../socket/open-socket.ts';
import { outputKey } from '../walk/local-output.ts';
import { outsideMtu, routeMtu } from '../walk/mtu.ts';
import { isForUs } from '../walk/routed.ts';
import type { Ends } from './packets.ts';

/** One of the two programs that talk, with its socket. */
export type End = {
  readonly role: 'client' | 'server';
  /** undefined: outside all nodes. */
  readonly ns: Namespace | undefined;
  readonly address: Address;
  readonly port?: Port;
  readonly peer: Address;
  readonly peerPort?: Port;
  readonly owner?: SocketOwner;
  /** The kernel chose the address when it connected. */
  readonly chosen?: boolean;
  /** Device that the socket is bound to. */
  readonly device?: string;
};

export const endsOf = (e: End): Ends => ({
  source: e.address,
  destination: e.peer,
  ...(e.port === undefined ? {} : { sourcePort: e.port }),
  ...(e.peerPort === undefined ? {} : { destinationPort: e.peerPort }),
});

export const socketOf = (e: End, protocol: string): OpenSocket => ({
  netns: e.ns?.key ?? '',
  role: e.role,
  protocol,
  address: e.address,
  peer: e.peer,
  ...(e.port === undefined ? {} : { port: e.port }),
  ...(e.peerPort === undefined ? {} : { peerPort: e.peerPort }),
  ...(e.device === undefined ? {} : { device: e.device }),
});

export const directionOf = (e: End): Trace['direction'] => (e.role === 'client' ? 'request' : 'reply');

/** MTU that the sender's own kernel sees towards its peer: dst_mtu() of the socket's route. */
export function ownMtu(e: End, flow: Flow, protocol: string): number {
  if (!e.ns) return outsideMtu(flow, e.peer);
  const probe: Packet = {
    family: e.peer.includes(':') ? 6 : 4,
    ...endsOf(e),
    protocol,
    ttl: 64,
    tos: 0,
    length: 0,
    dontFragment: false,
    mark: 0,
  };
  const found = lookupRoute(e.ns, outputKey(probe, e.owner?.uid, e.device));
  if (found.kind === 'error') return 1500;
  const hop = found.nexthops[0];
  const device = isForUs(found.type) ? 'lo' : (hop?.device ?? 'lo');
  if (!findLink(e.ns, device)) return 1500;
  const r = { kind: 'routed', type: found.type, device, route: found.route, hop, nextHop: e.peer } as const;
  return routeMtu(e.ns, r, e.peer, flow, false);
}

/** MSS that a SYN offers: what fits the route, at most 65535 minus headers. tcp_advertise_mss(), ipv4_default_advmss() */
export const offeredMss = (e: End, flow: Flow): number => Math.max(ownMtu(e, flow, 'tcp') - headers(e.peer), 256);

export const headers = (address: Address): number => ipHeader(address.includes(':') ? 6 : 4) + 20;

/** The source that connect() chooses where the socket is bound to none; undefined: no route. ip_route_connect(), ip6_dst_lookup_tail() */
export function connectSource(
  ns: Namespace,
  q: {
    readonly destination: Address;
    readonly uid?: number;
    readonly protocol: string;
    readonly destinationPort?: number;
  },
): Address | undefined {
  const family = q.destination.includes(':') ? 6 : 4;
  const key = {
    family,
    destination: q.destination,
    protocol: q.protocol,
    destinationPort: q.destinationPort,
    ...(q.uid === undefined ? {} : { uid: q.uid }),
  } as const;
  const found = lookupRoute(ns, key);
  // IPv6 chooses a source before it gives up, and looks again: a rule about the source may lead to a route.
  if (found.kind === 'error') return family === 6 ? ipv6SourceAddress(ns, undefined, q.destination) : undefined;
  const source = selectSourceAddress(ns, found.route, found.nexthops[0], q.destination);
  return source === undefined || isUnspecified(source) ? undefined : source;
}
