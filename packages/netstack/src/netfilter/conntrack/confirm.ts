import { type Fork, sure } from '../../fork.ts';
import type { HookInput } from '../hook.ts';
import type { CallResult } from '../hook-call.ts';
import { plainStep } from '../hook-step.ts';
import { trackedOf, withConnection } from './attached.ts';
import { replyTupleTaken } from './find.ts';
import { tupleText } from './tuple.ts';

/**
 * nf_conntrack_confirm(): the connection of a packet that came through all hooks goes into the table. A packet whose answers the
 * table already gives to another connection is dropped: NAT found no port that was free.
 */
export function confirm(skb: HookInput): readonly Fork<CallResult>[] {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  // The answer of a REJECT confirms nothing: only a packet of the original direction does.
  if (!tracked || tracked.connection.confirmed || tracked.reply) return sure({ skb, steps: [] });
  const { connection } = tracked;
  const { reply } = connection;
  // A port that the kernel has yet to pick is one that is free.
  const fixed = typeof reply.destinationPort === 'number' && typeof reply.sourcePort === 'number';
  const taken = fixed && connection.sourceNat ? replyTupleTaken(skb.ns, skb.flow, reply, connection) : 'no';
  const flow = withConnection(skb.flow, skb.ns.key, { ...connection, confirmed: true });
  const confirmed: CallResult = { skb: { ...skb, flow }, steps: [] };
  if (taken === 'no') return sure(confirmed);
  const stage = `netfilter/${skb.hook}`;
  const says = `another connection has taken the port already: answers ${tupleText(reply)} are for that one`;
  const dropped: CallResult = {
    skb,
    steps: [plainStep('conntrack', stage, 'drop', [says])],
    end: { kind: 'drop', stage, reason: 'NETFILTER_DROP', evidence: [] },
  };
  if (taken === 'yes') return sure(dropped);
  const point = `${skb.ns.key} room for ${tupleText(connection.original)}`;
  return [['higher sequence numbers', confirmed] as const, ['lower sequence numbers', dropped] as const].map(
    ([label, value], index) => ({
      choices: [{ kind: 'random', point, index, probability: 0.5, label }],
      value,
    }),
  );
}
