import type { Way } from '../view/cards.ts';
import type { Lane, Strand } from '../view/pathView.ts';
import { keyOf, nearestFirst, strandOf } from '../view/strands.ts';

/** Ways to the same target, before and after. */
export type Pair = { readonly before?: Way; readonly after?: Way };

/** Each way with its counterpart: to the same pod, else the next one that is left over (a pod that was replaced has another name). */
export function pairsOf(before: readonly Way[], after: readonly Way[]): readonly Pair[] {
  const free = new Set(before);
  const byTarget = new Map<string, Way[]>();
  for (const way of before) {
    const key = targetOf(way);
    const list = byTarget.get(key);
    if (list) list.push(way);
    else byTarget.set(key, [way]);
  }
  const found = after.map((way): Pair => {
    const twin = byTarget.get(targetOf(way))?.shift();
    if (twin) free.delete(twin);
    return { before: twin, after: way };
  });
  const left = [...free];
  const filled = found.map((pair): Pair => (pair.before ? pair : { ...pair, before: left.shift() }));
  return [...filled, ...left.map((way): Pair => ({ before: way }))];
}

const targetOf = ({ branch }: Way): string => `${branch.targetNode} ${branch.target}`;

/** Pairs that go alike on both sides share a line of the picture; each side's part of it. */
export type Line = { readonly id: string; readonly before?: Strand; readonly after?: Strand };

export function linesOf(pairs: readonly Pair[], lanes: readonly Lane[]): readonly Line[] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const key = `${pair.before ? keyOf(pair.before) : ''} ${pair.after ? keyOf(pair.after) : ''}`;
    const list = groups.get(key);
    if (list) list.push(pair);
    else groups.set(key, [pair]);
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
