import type { Choice, Fork } from '../../fork.ts';
import { sure } from '../../fork.ts';
import type { HookInput } from '../hook.ts';
import type { Elements } from './inline-set.ts';
import { type FoundData, findData } from './set-lookup.ts';
import type { Loaded } from './value.ts';

type Looked = { readonly found: FoundData; readonly skb: HookInput };

/** Sides of a die that are thrown one by one; more than any service has endpoints. */
const MAX_SIDES = 65_536;

/** A lookup whose key may be dice: one future for each element that may come up, with its share of the sides. */
export function rollLookup(elements: Elements, key: Loaded, skb: HookInput, point: string): readonly Fork<Looked>[] {
  const dice = key.kind === 'dice' ? key : key.kind === 'concat' ? key.parts.find((p) => p.kind === 'dice') : undefined;
  if (dice?.kind !== 'dice' || dice.count > MAX_SIDES) return sure({ found: findData(elements, key, skb), skb });
  const memory = `dice ${point} ${skb.packet.source}>${skb.packet.destination}`;
  const before = dice.sticky ? skb.flow.hashed.get(memory) : undefined;
  const withSide = (side: number): Loaded => {
    const value: Loaded = { kind: 'value', atom: [side] };
    return key.kind === 'concat' ? { ...key, parts: key.parts.map((p) => (p === dice ? value : p)) } : value;
  };
  if (before !== undefined) return sure({ found: findData(elements, withSide(before), skb), skb });
  const outcomes: { found: FoundData; side: number; count: number }[] = [];
  const byData = new Map<unknown, (typeof outcomes)[number]>();
  for (let i = 0; i < dice.count; i++) {
    const found = findData(elements, withSide(dice.from + i), skb);
    const identity = found.kind === 'found' ? found.data : found.kind;
    const known = byData.get(identity);
    if (known) known.count++;
    else {
      const fresh = { found, side: dice.from + i, count: 1 };
      byData.set(identity, fresh);
      outcomes.push(fresh);
    }
  }
  return outcomes.map(({ found, side, count }, index) => {
    const probability = count / dice.count;
    const choice: Choice = { kind: 'random', point, index, probability, label: `${count} of ${dice.count}` };
    const hashed = dice.sticky ? new Map([...skb.flow.hashed, [memory, side]]) : skb.flow.hashed;
    return {
      choices: outcomes.length === 1 ? [] : [choice],
      value: { found, skb: { ...skb, flow: { ...skb.flow, hashed } } },
    };
  });
}
