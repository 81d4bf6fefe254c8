import type { Gap } from '@skoop/model';
import type { Fork } from '../../fork.ts';
import { trackedOf } from '../conntrack/attached.ts';
import type { HookInput } from '../hook.ts';
import type { CallResult } from '../hook-call.ts';

type Ask = (order: number) => readonly Fork<CallResult>[];

/** What a later packet would notice: the futures, the packet, its end, and the mapping of its connection. */
const outcomeOf = (forks: readonly Fork<CallResult>[]): string =>
  JSON.stringify(
    forks.map(({ choices, value }) => [
      choices.map((c) => [c.point, c.index]),
      value.skb.packet,
      value.end,
      trackedOf(value.skb.flow, value.skb.ns.key)?.connection,
    ]),
  );

/**
 * Nat chains of one priority that were made by different ways (iptables-legacy, iptables-nft, nft): the one that was registered last is
 * asked first (nf_hook_entries_grow()), and no dump tells which that is. It matters where more than one maps the packet: each order is a future then.
 */
export function inEveryOrder(skb: HookInput, orders: number, ask: Ask): readonly Fork<CallResult>[] {
  const key = `nat order ${skb.ns.key} ${skb.packet.family} ${skb.hook}`;
  const decided = skb.flow.hashed.get(key);
  if (decided !== undefined) return ask(decided);
  const distinct = new Map<string, { readonly order: number; readonly forks: readonly Fork<CallResult>[] }>();
  for (let order = 0; order < orders; order++) {
    const forks = ask(order);
    const outcome = outcomeOf(forks);
    if (!distinct.has(outcome)) distinct.set(outcome, { order, forks });
  }
  const [only] = distinct.values();
  if (only && distinct.size === 1) return only.forks;
  const gap: Gap = {
    id: 'nat-order',
    node: skb.ns.node,
    netns: skb.ns.label,
    message: `Nat rules of different programs (iptables-legacy, iptables-nft, nft) of ${skb.ns.node} translate this packet in different ways, and the last one to be loaded decides, which a snapshot does not show`,
    action: 'Let one program translate it: remove the rule from the other.',
  };
  return [...distinct.values()].flatMap(({ order, forks }) =>
    forks.map(({ choices, value }) => ({
      choices: [{ kind: 'maybe' as const, point: key, index: order, gap }, ...choices],
      value: { ...value, skb: remembering(value.skb, key, order) },
    })),
  );
}

const remembering = (skb: HookInput, key: string, order: number): HookInput => ({
  ...skb,
  flow: { ...skb.flow, hashed: new Map([...skb.flow.hashed, [key, order]]) },
});
