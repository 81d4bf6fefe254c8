import type { Way } from '../view/cards.ts';
import type { Lane, Strand } from '../view/pathView.ts';
import { keyOf, nearestFirst, strandOf } from '../view/strands.ts';

/** Ways to the same target, before and after. */
export type Pair = { readonly before?: Way; readonly after?: Way };

/** Each way with its counterpart: to the same pod; else one that got as far as the same node (a pod that was replaced has another name). */
export function pairsOf(before: readonly Way[], after: readonly Way[]): readonly Pair[] {
  const free = new Set(before);
  const twins = new Map<Way, Way>();
  for (const keyOf of [targetOf, reachOf, () => '']) {
    const waiting = new Map<string, Way[]>();
    for (const way of free) put(waiting, keyOf(way), way);
    for (const way of after) {
      if (twins.has(way)) continue;
      const twin = waiting.get(keyOf(way))?.shift();
      if (!twin) continue;
      free.delete(twin);
      twins.set(way, twin);
    }
  }
  return [
    ...after.map((way): Pair => ({ before: twins.get(way), after: way })),
    ...[...free].map((way): Pair => ({ before: way })),
  ];
}

const targetOf = ({ branch }: Way): string => `${branch.targetNode} ${branch.target}`;
const reachOf = ({ branch, stops }: Way): string => stops[branch.reached]?.lane ?? '';

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Pairs that go alike on both sides share a line of the picture; each side's part of it. */
export type Line = { readonly id: string; readonly before?: Strand; readonly after?: Strand };

export function linesOf(pairs: readonly Pair[], lanes: readonly Lane[]): readonly Line[] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const key = `${pair.before ? keyOf(pair.before) : ''} ${pair.after ? keyOf(pair.after) : ''}`;
    put(groups, key, pair);
  }
  const wayOf = (group: readonly Pair[]): Way | undefined => group[0]?.after ?? group[0]?.before;
  return nearestFirst([...groups.values()], wayOf, lanes).map((group, i): Line => {
    const id = `s${i}`;
    const side = (ways: readonly (Way | undefined)[]): Strand | undefined => {
      const own = ways.filter((w) => w !== undefined);
      return own.length === 0 ? undefined : strandOf(own, id);
    };
    return { id, before: side(group.map((p) => p.before)), after: side(group.map((p) => p.after)) };
  });
}
