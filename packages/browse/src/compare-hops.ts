import type { ComparedHop } from '@skoop/api';
import type { Diagnosis, Hop, Trace } from '@skoop/model';
import { align, differenceOf } from '@skoop/render';

type Placed = { readonly trace: number; readonly hop: number; readonly value: Hop };
type Direction = 'request' | 'reply';

/** One path out of two: hops at the same place side by side, in the order of the packet. */
export const compareHops = (before: Diagnosis, after: Diagnosis): readonly ComparedHop[] =>
  (['request', 'reply'] as const).flatMap((direction) =>
    align(hopsOf(before, direction), hopsOf(after, direction), samePlace).map(([a, b]): ComparedHop => {
      const place = a?.value ?? b?.value;
      const difference = a && b ? differenceOf(a.value, b.value) : undefined;
      return {
        direction,
        node: place?.node ?? '',
        netns: place?.netns ?? '',
        state: a && b ? (difference === undefined ? 'same' : 'changed') : a ? 'only-before' : 'only-after',
        before: a && { trace: a.trace, hop: a.hop },
        after: b && { trace: b.trace, hop: b.hop },
        difference,
      };
    }),
  );

/** Hops of the trace that the verdict is about: where the most likely drop is, else the first one. */
function hopsOf({ traces, verdict }: Diagnosis, direction: Direction): readonly Placed[] {
  const branch = verdict.drops[0]?.branch ?? traces[0]?.branch;
  const candidates = traces.flatMap((trace, index) => (trace.direction === direction ? [{ trace, index }] : []));
  const near = candidates.filter(({ trace }) => trace.branch === branch);
  const worst = (list: readonly { readonly trace: Trace; readonly index: number }[]) =>
    list.find(({ trace }) => trace.outcome === 'dropped') ??
    list.find(({ trace }) => trace.outcome === 'unknown') ??
    list[0];
  const chosen = worst(near) ?? worst(candidates);
  return chosen?.trace.hops.map((value, hop) => ({ trace: chosen.index, hop, value })) ?? [];
}

const samePlace = (a: Placed, b: Placed): boolean => a.value.node === b.value.node && a.value.netns === b.value.netns;
