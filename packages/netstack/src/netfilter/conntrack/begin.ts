import type { Packet } from '@skoop/model';
import type { Attached, Connection, Flow } from '../../flow.ts';
import { markHandled } from '../../ipvs/state.ts';
import type { HookInput } from '../hook.ts';
import { attach, forgetUnconfirmed, trackedOf } from './attached.ts';
import { isTrackedError } from './icmp-error.ts';
import { invertTuple } from './tuple.ts';

// @supports conntrack | zones | net/netfilter/nf_conntrack_core.c: resolve_normal_ct()
/**
 * What a packet carries when it comes to its first hook of a namespace: nothing, but for packets that come round by lo, and for ICMP
 * errors and RSTs of a REJECT, which carry the connection of the packet that they are about, and what IPVS sends on.
 */
export function beginPacket(skb: HookInput): Flow {
  const { ns, hook, flow } = skb;
  if ((hook !== 'PREROUTING' && hook !== 'OUTPUT') || skb.continued) return flow;
  if (hook === 'PREROUTING' && skb.inDevice === 'lo') return flow;
  const answer = hook === 'OUTPUT' ? attachedAnswer(skb) : undefined;
  return markHandled(answer ?? forgetUnconfirmed(attach(flow, ns.key, undefined), ns.key), ns.key, false);
}

/** icmp_glue_bits(), icmpv6_getfrag() and nf_send_reset() attach the connection of a packet to the answer: nf_conntrack_attach(). */
function attachedAnswer({ ns, packet, flow }: HookInput): Flow | undefined {
  const attached = flow.attached.get(ns.key);
  const tracked = trackedOf(flow, ns.key);
  if (attached?.kind !== 'connection' || !tracked) return undefined;
  const { connection, reply } = tracked;
  const about = isTrackedError(packet) ? packet.icmp?.about : undefined;
  const belongs = about ? isAbout(about, connection, reply) : isResetOf(packet, connection, attached);
  if (!belongs) return undefined;
  return attach(flow, ns.key, { kind: 'connection', key: attached.key, state: 'related', reply: !reply });
}

/** Is this a packet of the connection, whatever part of its translation has been done? */
function isAbout(p: Packet, c: Connection, reply: boolean): boolean {
  const [before, after] = reply ? [c.reply, invertTuple(c.original)] : [c.original, invertTuple(c.reply)];
  return (
    p.protocol === c.original.protocol &&
    (p.source === before.source || p.source === after.source) &&
    (p.destination === before.destination || p.destination === after.destination)
  );
}

/** Does the RST answer a rejected packet of the connection? */
const isResetOf = (p: Packet, c: Connection, attached: Attached & { readonly kind: 'connection' }): boolean =>
  attached.rejected === true &&
  p.tcpFlags?.includes('RST') === true &&
  isAbout({ ...p, source: p.destination, destination: p.source }, c, attached.reply);
