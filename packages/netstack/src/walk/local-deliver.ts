import type { SocketRecord } from '@skoop/model';
import { isUnspecified } from '@skoop/model';
import { receiveTunnel } from '../device/tunnel.ts';
import { icmpError, isIcmpError, tcpReset, UNREACHABLE } from '../icmp/error.ts';
import { attach } from '../netfilter/conntrack/attached.ts';
import { findListener, nearMisses, socketEvidence } from '../socket/listener.ts';
import { findOpenSocket } from '../socket/open-socket.ts';
import { sysctl, sysctlEvidence } from '../sysctl.ts';
import { callHook } from './call-hook.ts';
import { deliver, drop, type Fates, type Journey, withStep } from './journey.ts';
import type { PacketType } from './receive.ts';
import { endpointText, pass } from './step.ts';

export type Tproxy = { readonly address?: string; readonly port?: number };

/** ip_local_deliver(), ip6_input(): INPUT, then the protocol's own receiver. */
export function localDeliver(
  j: Journey,
  device: string,
  type: PacketType,
  tproxy?: Tproxy,
  up: (j: Journey) => Fates = (after) => transportReceive(after, device, type, tproxy),
): Fates {
  const place = {
    inDevice: device,
    packetType: type,
    toUs: true,
    silent: type !== 'host',
    ...(j.bridge ? { physInDevice: j.bridge.physInDevice } : {}),
  };
  return callHook(j, 'INPUT', place, up);
}

/** ip_protocol_deliver_rcu(): the receiver of the packet's protocol. */
export function transportReceive(j: Journey, device: string, type: PacketType, tproxy?: Tproxy): Fates {
  const { protocol } = j.packet;
  if (protocol === 'tcp') return type === 'host' ? tcpReceive(j, device, tproxy) : notForUs(j, device);
  if (protocol === 'udp') return udpReceive(j, device, type, tproxy);
  if (protocol === 'icmp' || protocol === 'icmpv6') return icmpReceive(j, device);
  return receiveTunnel(j, device, type) ?? noProtocol(j, device, type);
}

const placed = (label: string) => ({ at: { kind: 'socket' as const, label } });

function redirected(j: Journey, tproxy: Tproxy | undefined): Journey['packet'] {
  if (!tproxy) return j.packet;
  return {
    ...j.packet,
    ...(tproxy.address === undefined || isUnspecified(tproxy.address) ? {} : { destination: tproxy.address }),
    ...(tproxy.port ? { destinationPort: tproxy.port } : {}),
  };
}

function found(j: Journey, s: SocketRecord): Journey {
  const e = socketEvidence(j.ns, s);
  const who = s.process ? ` (${s.process})` : '';
  return withStep(
    j,
    pass('socket', 'socket/lookup', [`taken by the socket on ${endpointText(s.address, s.port)}${who}`], [e], {
      outcome: 'deliver',
      ...placed(endpointText(s.address, s.port)),
    }),
  );
}

// @supports sockets | listen backlog | net/core/sock.h: sk_acceptq_is_full()
/** tcp_v4_rcv(): a segment in a frame for many is thrown away. */
const notForUs = (j: Journey, device: string): Fates =>
  drop(j, {
    stage: 'socket/lookup',
    reason: 'NOT_SPECIFIED',
    device,
    ...placed('tcp'),
    sentence: ['the frame was sent to everybody on the link, and TCP takes only frames for this machine'],
  });

/** tcp_v4_rcv(), tcp_v6_rcv(). */
function tcpReceive(j: Journey, device: string, tproxy?: Tproxy): Fates {
  const open = findOpenSocket(j.env.sockets, j.ns, j.packet, device);
  if (open) return deliver(withStep(j, openStep(open.role)), 'open-socket', device, open);
  const flags = j.packet.tcpFlags ?? [];
  const listener = findListener(j.ns, redirected(j, tproxy), device);
  if (listener && flags.includes('SYN') && !flags.includes('ACK')) {
    if (j.broadcast) return forEverybody(j, device);
    // sk_acceptq_is_full(): the SYN is forgotten without a word.
    if (listener.recvQueue > listener.sendQueue)
      return drop(j, {
        stage: 'socket/backlog',
        reason: 'NOT_SPECIFIED',
        device,
        ...placed(endpointText(listener.address, listener.port)),
        sentence: [
          `the accept queue of the socket on port ${listener.port} is full: ${listener.recvQueue} wait, ${listener.sendQueue} may`,
        ],
        evidence: [socketEvidence(j.ns, listener)],
        check: [`ss -Hltn sport = :${listener.port}`],
      });
    return deliver(found(j, listener), 'listener', device);
  }
  // tcp_v4_send_reset(): only what came by a route to this very machine is answered.
  const reset = j.broadcast ? undefined : tcpReset(j.packet);
  return drop(j, {
    ...noSocket(j, listener ? 'the connection that the segment belongs to is not known here' : undefined),
    reason: listener && flags.includes('ACK') ? 'TCP_FLAGS' : 'NO_SOCKET',
    device,
    ...(reset ? { answer: reset } : {}),
  });
}

/** tcp_v4_conn_request(): nobody connects to a broadcast address. */
const forEverybody = (j: Journey, device: string): Fates =>
  drop(j, {
    stage: 'socket/lookup',
    reason: 'NOT_SPECIFIED',
    device,
    ...placed('tcp'),
    sentence: [`${j.packet.destination} is a broadcast address, and TCP connects to machines only`],
  });

const openStep = (role: string) =>
  pass('socket', 'socket/lookup', [`reaches the ${role}'s socket`], [], {
    outcome: 'deliver',
    ...placed(`${role} socket`),
  });

/** udp_rcv(), udpv6_rcv(): sockets of the conversation, tunnels of the kernel, sockets of processes. */
function udpReceive(j: Journey, device: string, type: PacketType, tproxy?: Tproxy): Fates {
  const open = j.broadcast ? undefined : findOpenSocket(j.env.sockets, j.ns, j.packet, device);
  if (open) return deliver(withStep(j, openStep(open.role)), 'open-socket', device, open);
  const tunnel = receiveTunnel(j, device, type);
  if (tunnel) return tunnel;
  const listener = findListener(j.ns, redirected(j, tproxy), device);
  if (listener) return deliver(found(j, listener), 'listener', device);
  // __udp4_lib_mcast_deliver() frees what nobody wants, and tells nobody.
  if (j.broadcast) return drop(j, { ...noSocket(j), reason: 'NOT_SPECIFIED', device });
  const error =
    type === 'host' ? icmpError(j.packet, UNREACHABLE.port[j.packet.family], j.packet.destination) : undefined;
  // nf_reset_ct() comes before icmp_send(): conntrack has to find the connection of the error anew, in the zone of the error.
  const released = { ...j, flow: attach(j.flow, j.ns.key, undefined) };
  return drop(released, { ...noSocket(j), reason: 'NO_SOCKET', device, ...(error ? { answer: error } : {}) });
}

function noSocket(j: Journey, why?: string) {
  const { destination, destinationPort, protocol } = j.packet;
  const near = nearMisses(j.ns, j.packet);
  const others = near.map((s) => endpointText(s.address, s.port));
  const outside = j.vrf !== undefined && near.some((s) => s.device === undefined);
  const sentence =
    why ??
    (outside
      ? `the socket on ${protocol} port ${destinationPort} is not bound to ${j.vrf}, the VRF that the packet came in by, and net.ipv4.${protocol}_l3mdev_accept is off`
      : others.length > 0
        ? `nothing listens on ${endpointText(destination, destinationPort)}: the socket on this port listens on ${others.join(', ')} only`
        : `nothing listens on ${protocol} port ${destinationPort === undefined ? '?' : endpointText(destination, destinationPort)}`);
  return {
    stage: 'socket/lookup',
    sentence: [sentence],
    evidence: near.map((s) => socketEvidence(j.ns, s)),
    ...placed(`${protocol} ${typeof destinationPort === 'number' ? destinationPort : ''}`.trim()),
    check: ['ss -Hlntu'],
  };
}

// @supports sysctls | net/ipv4/icmp_echo_ignore_all | net/ipv4/icmp.c: icmp_echo()
// @supports sysctls | net/ipv6/icmp/echo_ignore_all | net/ipv6/icmp.c: icmpv6_rcv()
// @supports sysctls | net/ipv4/icmp_echo_ignore_broadcasts | net/ipv4/icmp.c: icmp_rcv()
/** icmp_rcv(), icmpv6_rcv(): the kernel answers echo requests itself; errors go to the socket that they are about. */
function icmpReceive(j: Journey, device: string): Fates {
  const { icmp, family } = j.packet;
  if (isIcmpError(j.packet)) return deliver(j, 'icmp-error', device);
  if (icmp?.type === (family === 4 ? 8 : 128)) {
    const key = family === 4 ? 'net/ipv4/icmp_echo_ignore_all' : 'net/ipv6/icmp/echo_ignore_all';
    if (j.broadcast && sysctl(j.ns, 'net/ipv4/icmp_echo_ignore_broadcasts', 1) !== 0)
      return drop(j, {
        stage: 'icmp/echo',
        reason: 'INVALID_PROTO',
        device,
        sentence: [`${j.packet.destination} is a broadcast address, and this machine answers no pings to everybody`],
        check: ['sysctl net.ipv4.icmp_echo_ignore_broadcasts'],
      });
    if (sysctl(j.ns, key, 0) !== 0) {
      const evidence = sysctlEvidence(j.ns, key);
      return drop(j, {
        stage: 'icmp/echo',
        reason: 'NOT_SPECIFIED',
        device,
        sentence: [`the machine does not answer pings: ${key.replaceAll('/', '.')} is on`],
        evidence: evidence ? [evidence] : [],
      });
    }
    return deliver(j, 'echo', device);
  }
  const open = findOpenSocket(j.env.sockets, j.ns, j.packet, device);
  if (open) return deliver(withStep(j, openStep(open.role)), 'open-socket', device, open);
  return drop(j, {
    stage: 'socket/lookup',
    reason: 'NO_SOCKET',
    device,
    sentence: ['nobody here waits for this answer'],
  });
}

/** ip_protocol_deliver_rcu(): no receiver for the protocol. */
function noProtocol(j: Journey, device: string, type: PacketType): Fates {
  const { protocol, family } = j.packet;
  const error = type === 'host' ? icmpError(j.packet, UNREACHABLE.protocol[family], j.packet.destination) : undefined;
  return drop(j, {
    stage: `${family === 4 ? 'ip' : 'ip6'}_local_deliver/protocol`,
    reason: 'IP_NOPROTO',
    device,
    sentence: [`no tunnel or protocol takes ${protocol} from ${j.packet.source} here`],
    ...(error ? { answer: error } : {}),
  });
}
