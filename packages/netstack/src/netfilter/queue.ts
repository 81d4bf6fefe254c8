import type { Fork } from '../fork.ts';
import type { HookInput } from './hook.ts';

/** A packet that a program in user space decides about: both ways are open. nf_queue(). */
export function queueForks(
  skb: HookInput,
  point: string,
  queue: string,
  bypass: boolean,
): readonly Fork<{ readonly verdict: 'accept' | 'drop'; readonly skb: HookInput; readonly says: string }>[] {
  const gap = {
    id: 'queued-to-program',
    node: skb.ns.node,
    netns: skb.ns.label,
    message: `A program on ${skb.ns.node} decides about packets of queue ${queue}${bypass ? ', if one listens' : '; without one they are dropped'}`,
    action: `cat /proc/net/netfilter/nfnetlink_queue on ${skb.ns.node}`,
  };
  const says = { accept: `queue ${queue} lets it pass`, drop: `queue ${queue} drops it` };
  return (['accept', 'drop'] as const).map((verdict, index) => ({
    choices: [{ kind: 'maybe', point: `${point} queue`, index, gap }],
    value: { verdict, skb, says: says[verdict] },
  }));
}
