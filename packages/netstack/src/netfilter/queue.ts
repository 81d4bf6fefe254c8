import type { Fork } from '../fork.ts';
import { memoise } from '../namespace.ts';
import type { HookInput } from './hook.ts';

type Verdict = {
  readonly verdict: 'accept' | 'drop';
  readonly skb: HookInput;
  readonly says: string;
  readonly reason?: string;
};

/** Numbers of the queues that a program has bound; undefined where the dump does not say. /proc/net/netfilter/nfnetlink_queue */
const boundQueues = memoise((dump): ReadonlySet<number> | undefined => {
  const section = dump.sections.find((s) => s.name === 'nfqueue');
  if (section?.status !== 0 || section.truncated) return undefined;
  return new Set(
    section.text
      .split('\n')
      .flatMap((line) => /^\s*(\d+)\s+\d+/.exec(line)?.[1] ?? [])
      .map(Number),
  );
});

/** `100`, or a range of queues that connections are spread over: `0:3`. */
function hasProgram(skb: HookInput, queue: string): boolean | undefined {
  const bound = boundQueues(skb.ns);
  const [from, to] = queue.split(/[:-]/).map(Number);
  if (!bound || from === undefined || Number.isNaN(from)) return undefined;
  return [...bound].some((n) => n >= from && n <= (to ?? from));
}

/** A packet that a program in user space decides about: both ways are open, unless none has bound the queue. nf_queue(). */
export function queueForks(skb: HookInput, point: string, queue: string, bypass: boolean): readonly Fork<Verdict>[] {
  if (hasProgram(skb, queue) === false) {
    const says = `no program waits at queue ${queue}${bypass ? ', and the packet passes' : ': the packet is lost'}`;
    const value: Verdict = bypass
      ? { verdict: 'accept', skb, says }
      : { verdict: 'drop', skb, says, reason: 'NOT_SPECIFIED' };
    return [{ choices: [], value }];
  }
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
