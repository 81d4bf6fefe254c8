export type DiffLine = { readonly kind: 'removed' | 'added'; readonly line: number; readonly text: string };

/** Edits that are searched for; beyond it the rest counts as replaced, so that two unlike sections cost no more. */
const EDIT_LIMIT = 400;

/**
 * Lines that went and came, in order, by Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986). `line` is 1-based: of the old
 * text for what was removed, of the new one for what was added. `key` says what makes two lines the same.
 */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  key: (line: string) => string,
): readonly DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && same(start, start)) start++;
  let [endA, endB] = [before.length, after.length];
  while (endA > start && endB > start && same(endA - 1, endB - 1)) {
    endA--;
    endB--;
  }
  function same(a: number, b: number): boolean {
    return key(before[a] ?? '') === key(after[b] ?? '');
  }
  const matched = longestMatch(endA - start, endB - start, (a, b) => same(a + start, b + start));
  const out: DiffLine[] = [];
  let b = start;
  for (let a = start; a < endA; a++) {
    const partner = matched.get(a - start);
    if (partner === undefined) {
      out.push({ kind: 'removed', line: a + 1, text: before[a] ?? '' });
      continue;
    }
    for (; b < partner + start; b++) out.push({ kind: 'added', line: b + 1, text: after[b] ?? '' });
    b = partner + start + 1;
  }
  for (; b < endB; b++) out.push({ kind: 'added', line: b + 1, text: after[b] ?? '' });
  return out;
}

/** Which line of the old text is which of the new one. */
function longestMatch(n: number, m: number, same: (a: number, b: number) => boolean): ReadonlyMap<number, number> {
  const limit = Math.min(n + m, EDIT_LIMIT);
  // furthest[k]: how far into the old text the best path on diagonal k = a - b got.
  let furthest = new Map<number, number>([[1, 0]]);
  const history: ReadonlyMap<number, number>[] = [];
  for (let d = 0; d <= limit; d++) {
    history.push(furthest);
    const next = new Map(furthest);
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let a = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (a < n && a - k < m && a - k >= 0 && same(a, a - k)) a++;
      next.set(k, a);
      if (a >= n && a - k >= m) return walkBack(history, d, n, m);
    }
    furthest = next;
  }
  return new Map();
}

function walkBack(
  history: readonly ReadonlyMap<number, number>[],
  steps: number,
  n: number,
  m: number,
): ReadonlyMap<number, number> {
  const matched = new Map<number, number>();
  let [a, b] = [n, m];
  for (let d = steps; d >= 0 && (a > 0 || b > 0); d--) {
    const furthest = history[d] ?? new Map<number, number>();
    const k = a - b;
    const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromA = d === 0 ? 0 : (furthest.get(fromK) ?? 0);
    const fromB = d === 0 ? 0 : fromA - fromK;
    while (a > fromA && b > fromB && a > 0 && b > 0) matched.set(--a, --b);
    if (d > 0) [a, b] = [fromA, fromB];
  }
  return matched;
}
