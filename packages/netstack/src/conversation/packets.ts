import { type Address, familyOf, type Packet, type Port, type QuestionProtocol, type TcpFlag } from '@skoop/model';
import { ipHeader } from '../icmp/error.ts';
import type { Namespace } from '../namespace.ts';
import { lookupRoute } from '../route/lookup.ts';
import { deviceConf, sysctl } from '../sysctl.ts';

/** Both ends of one packet. */
export type Ends = {
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort?: Port;
  readonly destinationPort?: Port;
};

// @supports sysctls | net/ipv4/ip_local_port_range | net/ipv4/inet_hashtables.c: __inet_hash_connect()
/** Ports that a kernel picks for clients. net.ipv4.ip_local_port_range, whose upper end the dump may not hold. */
export function ephemeralPorts(ns: Namespace | undefined): Port {
  const text = ns?.dump.sysctls.get('net/ipv4/ip_local_port_range')?.value ?? '';
  const [from, to] = text.trim().split(/\s+/).map(Number);
  return from !== undefined && to !== undefined && from > 0 && to >= from ? { from, to } : { from: 32768, to: 60999 };
}

// @supports sysctls | net/ipv4/ip_default_ttl | net/ipv4/ip_output.c: ip_select_ttl()
// @supports sysctls | net/ipv6/conf/*/hop_limit | net/ipv6/route.c: ip6_dst_hoplimit()
/** TTL that a kernel gives to what it sends: in IPv6 that of the device it leaves by. */
export function ttlOf(ns: Namespace | undefined, destination: Address): number {
  if (ns === undefined) return 64;
  if (familyOf(destination) === 4) return sysctl(ns, 'net/ipv4/ip_default_ttl', 64);
  const found = lookupRoute(ns, { family: 6, destination });
  const device = found.kind === 'route' ? found.nexthops[0]?.device : undefined;
  return device === undefined
    ? sysctl(ns, 'net/ipv6/conf/all/hop_limit', 64)
    : deviceConf(ns, 6, device, 'hop_limit', 64);
}

// @supports sysctls | net/ipv4/ip_no_pmtu_disc | net/ipv4/af_inet.c: inet_create()
/** Linux sets DF unless path MTU discovery is switched off. */
const discovers = (ns: Namespace | undefined): boolean =>
  ns === undefined || sysctl(ns, 'net/ipv4/ip_no_pmtu_disc', 0) === 0;

const base = (ns: Namespace | undefined, ends: Ends, length: number): Omit<Packet, 'protocol'> => {
  const family = familyOf(ends.destination);
  return { family, ...ends, ttl: ttlOf(ns, ends.destination), tos: 0, length, dontFragment: false, mark: 0 };
};

/** A TCP segment with `payload` bytes; SYNs carry the MSS option. */
export function tcpSegment(
  ns: Namespace | undefined,
  ends: Ends,
  flags: readonly TcpFlag[],
  payload: number,
  mss?: number,
): Packet {
  const header = ipHeader(familyOf(ends.destination)) + 20;
  return {
    ...base(ns, ends, header + payload + (mss === undefined ? 0 : 20)),
    protocol: 'tcp',
    tcpFlags: flags,
    dontFragment: discovers(ns),
    ...(mss === undefined ? {} : { mss }),
  };
}

/** A UDP datagram; it carries DF if it fits the way out (`mtu`), else it leaves in fragments. */
export function datagram(ns: Namespace | undefined, ends: Ends, payload: number, mtu: number): Packet {
  const length = ipHeader(familyOf(ends.destination)) + 8 + payload;
  return { ...base(ns, ends, length), protocol: 'udp', dontFragment: discovers(ns) && length <= mtu };
}

/**
 * An echo request or its answer. A raw socket sets DF on what fits its way out (`mtu`), as others do; the kernel's answers may be cut by
 * routers. raw_sendmsg(), icmp_sk_init()
 */
export function echo(
  ns: Namespace | undefined,
  ends: Ends,
  id: Port,
  payload: number,
  mtu: number | undefined,
): Packet {
  const family = familyOf(ends.destination);
  const reply = mtu === undefined;
  const length = ipHeader(family) + 8 + payload;
  const type = family === 4 ? (reply ? 0 : 8) : reply ? 129 : 128;
  return {
    ...base(ns, { source: ends.source, destination: ends.destination }, length),
    dontFragment: !reply && discovers(ns) && length <= mtu,
    protocol: family === 4 ? 'icmp' : 'icmpv6',
    icmp: { type, code: 0, id },
  };
}

export const protocolName = (protocol: QuestionProtocol, family: 4 | 6): string =>
  protocol === 'icmp' && family === 6 ? 'icmpv6' : protocol;
