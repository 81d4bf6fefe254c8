import type { ComparedHop } from '@skoop/api';
import type { Diagnosis, Hop, Packet, Trace } from '@skoop/model';

type Placed = { readonly trace: number; readonly hop: number; readonly value: Hop };
type Direction = 'request' | 'reply';

/** One path out of two: hops at the same place side by side, in the order of the packet. */
export const compareHops = (before: Diagnosis, after: Diagnosis): readonly ComparedHop[] =>
  (['request', 'reply'] as const).flatMap((direction) =>
    align(hopsOf(before, direction), hopsOf(after, direction)).map(([a, b]): ComparedHop => {
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

/** Longest common subsequence by place; what has no partner stands between. */
function align(
  a: readonly Placed[],
  b: readonly Placed[],
): readonly (readonly [Placed | undefined, Placed | undefined])[] {
  const same = (x: Placed | undefined, y: Placed | undefined): boolean =>
    x !== undefined && y !== undefined && x.value.node === y.value.node && x.value.netns === y.value.netns;
  const length = a.map(() => b.map(() => 0));
  const at = (i: number, j: number): number => length[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = length[i];
      if (row) row[j] = same(a[i], b[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const out: (readonly [Placed | undefined, Placed | undefined])[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(a[i], b[j])) out.push([a[i++], b[j++]]);
    else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) out.push([a[i++], undefined]);
    else out.push([undefined, b[j++]]);
  }
  return out;
}

/** What a person would say is different; undefined if nothing is. */
function differenceOf(before: Hop, after: Hop): string | undefined {
  const [lostBefore, lostAfter] = [dropOf(before), dropOf(after)];
  if (lostBefore !== undefined && lostAfter === undefined) return `dropped at ${lostBefore}, now passes`;
  if (lostBefore === undefined && lostAfter !== undefined) return `passed, now dropped at ${lostAfter}`;
  if (lostBefore !== lostAfter) return `dropped at ${lostBefore}, now at ${lostAfter}`;
  if (before.outDevice !== after.outDevice)
    return `leaves by ${after.outDevice ?? 'no device'}, was ${before.outDevice ?? 'none'}`;
  const [packetBefore, packetAfter] = [headerOf(before.after), headerOf(after.after)];
  if (packetBefore !== packetAfter) return `goes on as ${packetAfter}, was ${packetBefore}`;
  return rulesOf(before) === rulesOf(after) ? undefined : 'other rules decide';
}

const dropOf = ({ steps }: Hop): string | undefined => steps.find((step) => step.outcome === 'drop')?.stage;

const headerOf = ({ source, destination, destinationPort }: Packet): string =>
  `${source} to ${destination}${typeof destinationPort === 'number' ? ` port ${destinationPort}` : ''}`;

const rulesOf = ({ steps }: Hop): string =>
  JSON.stringify(
    steps.map(({ stage, outcome, rules }) => [
      stage,
      outcome,
      rules?.filter((rule) => rule.matched !== 'no').map((rule) => rule.text),
    ]),
  );
