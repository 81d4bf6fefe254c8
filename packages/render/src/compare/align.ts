/** Two lists as one: what is the same side by side (longest common subsequence), what has no partner in between. For short lists. */
export function align<T>(
  a: readonly T[],
  b: readonly T[],
  same: (x: T, y: T) => boolean,
): readonly (readonly [T | undefined, T | undefined])[] {
  const alike = (i: number, j: number): boolean => i < a.length && j < b.length && same(a[i] as T, b[j] as T);
  const length = a.map(() => b.map(() => 0));
  const at = (i: number, j: number): number => length[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = length[i];
      if (row) row[j] = alike(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const out: (readonly [T | undefined, T | undefined])[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (alike(i, j)) out.push([a[i++], b[j++]]);
    else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) out.push([a[i++], undefined]);
    else out.push([undefined, b[j++]]);
  }
  return out;
}
