import type { Packet } from '@skoop/model';
import { andThen, type Fork, sure } from '../fork.ts';
import { isIcmpError } from '../icmp/error.ts';
import type { HookInput } from '../netfilter/hook.ts';
import type { CallResult } from '../netfilter/hook-call.ts';
import { plainStep } from '../netfilter/hook-step.ts';
import { sysctl } from '../sysctl.ts';
import { scheduledSentence, serviceEvidence, serviceText } from './describe.ts';
import { schedule } from './schedule.ts';
import { knownServer, sendToServer, toServer } from './server-step.ts';
import { findService } from './service-table.ts';
import { connectionIn, isHandled, remember } from './state.ts';

const BALANCED: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp']);

// @supports sysctls | net/ipv4/vs/sloppy_tcp | net/netfilter/ipvs/ip_vs_proto_tcp.c: tcp_conn_schedule()
/** Only the first packet of a TCP connection makes one, unless net.ipv4.vs.sloppy_tcp is on. tcp_conn_schedule() */
function mayBegin({ ns, packet }: HookInput): boolean {
  if (packet.protocol !== 'tcp') return true;
  const flags = packet.tcpFlags ?? [];
  return sysctl(ns, 'net/ipv4/vs/sloppy_tcp', 0) === 0 ? flags.includes('SYN') : !flags.includes('RST');
}

/** ip_vs_in_hook() at LOCAL_IN and LOCAL_OUT: packets of clients to virtual addresses. */
export function inCall(skb: HookInput): readonly Fork<CallResult>[] {
  const { ns, packet, flow, hook } = skb;
  const pass = sure<CallResult>({ skb, steps: [] });
  if (isHandled(flow, ns.key)) return pass;
  if (hook !== 'OUTPUT' && (skb.packetType ?? 'host') !== 'host') return pass;
  if (packet.icmp) return icmpInCall(skb);
  if (!BALANCED.has(packet.protocol)) return pass;
  const known = connectionIn(flow, ns.key, packet);
  if (known) return sendToServer(skb, known, toServer(packet, known), knownServer(skb, known));
  if (!mayBegin(skb)) return pass;
  const service = findService(ns, packet);
  if (!service) return pass;
  // Replies of a server on this machine are no new connections.
  const looped = hook === 'OUTPUT' || skb.inDevice === 'lo';
  if (looped && connectionIn(flow, ns.key, packet, true)) return pass;
  return andThen(schedule(skb, service), (c) => {
    if (!c) return sure(noServer(skb, service));
    const why = { says: scheduledSentence(ns, service, c), evidence: [serviceEvidence(ns, service)] };
    const oneOnly = service.flags.includes('ops') && packet.protocol === 'udp';
    const began = { ...skb, flow: oneOnly ? flow : remember(flow, ns.key, c) };
    return sendToServer(began, c, toServer(packet, c), why);
  });
}

// @supports IPVS | no server left: "port unreachable" | net/netfilter/ipvs/ip_vs_core.c: ip_vs_leave()
/** ip_vs_leave(): "port unreachable", whatever the protocol. */
function noServer(skb: HookInput, service: NonNullable<ReturnType<typeof findService>>): CallResult {
  const stage = `ipvs/${skb.hook}`;
  const at = serviceEvidence(skb.ns, service);
  const why =
    service.destinations.length === 0 ? 'has no real server' : 'has no real server that may take a connection';
  return {
    skb,
    steps: [
      plainStep('ipvs', stage, 'drop', ['IPVS service ', { text: serviceText(service), at }, ` ${why}`], {
        evidence: [at],
      }),
    ],
    end: {
      kind: 'drop',
      stage,
      reason: 'NETFILTER_DROP',
      evidence: [at],
      rejectWith: skb.packet.family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable',
    },
  };
}

/** Destination unreachable, source quench, time exceeded; in IPv6 every error. ip_vs_in_icmp(), ip_vs_out_icmp() */
export const isBalancedError = (p: Packet): boolean =>
  isIcmpError(p) && (p.protocol !== 'icmp' || [3, 4, 11].includes(p.icmp?.type ?? 0));

/** ip_vs_in_icmp(): an error about a packet that a server sent by way of the virtual address goes to that server. */
export function icmpInCall(skb: HookInput): readonly Fork<CallResult>[] {
  const { ns, packet, flow } = skb;
  const pass = sure<CallResult>({ skb, steps: [] });
  const about = packet.icmp?.about;
  if (!packet.icmp || !about || isHandled(flow, ns.key) || !isBalancedError(packet)) return pass;
  const c = connectionIn(flow, ns.key, about, true);
  if (!c) return pass;
  const inner =
    c.method === 'masq'
      ? { ...about, source: c.server, ...(c.serverPort === undefined ? {} : { sourcePort: c.serverPort }) }
      : about;
  const changed = {
    ...packet,
    ...(c.method === 'masq' ? { destination: c.server } : {}),
    icmp: { ...packet.icmp, about: inner },
  };
  return sendToServer(skb, c, changed, knownServer(skb, c));
}
