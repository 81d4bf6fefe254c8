import type { Flow } from '../../flow.ts';
import type { HookInput } from '../hook.ts';
import { attach, forgetUnconfirmed, trackedOf } from './attached.ts';
import { invertTuple, sameTuple, tupleOf } from './tuple.ts';

/**
 * What a packet carries when it comes to its first hook of a namespace: nothing, but for packets that come round by lo, and RSTs of a
 * REJECT, which keep their connection.
 */
export function beginPacket(skb: HookInput): Flow {
  const { ns, hook, flow } = skb;
  if (hook !== 'PREROUTING' && hook !== 'OUTPUT') return flow;
  if (hook === 'PREROUTING' && skb.inDevice === 'lo') return flow;
  if (hook === 'OUTPUT') {
    const reset = attachedReset(skb);
    if (reset) return reset;
  }
  return forgetUnconfirmed(attach(flow, ns.key, undefined), ns.key);
}

/** nf_send_reset() attaches the connection of the rejected packet to its RST: nf_conntrack_attach(). */
function attachedReset({ ns, packet: p, flow }: HookInput): Flow | undefined {
  const attached = flow.attached.get(ns.key);
  if (attached?.kind !== 'connection' || !attached.rejected || !p.tcpFlags?.includes('RST')) return undefined;
  const tracked = trackedOf(flow, ns.key);
  if (!tracked) return undefined;
  const { connection, reply } = tracked;
  const rejected = invertTuple(reply ? connection.original : connection.reply);
  if (!sameTuple(invertTuple(tupleOf(p)), rejected)) return undefined;
  return attach(flow, ns.key, { kind: 'connection', key: attached.key, state: 'related', reply: !reply });
}
