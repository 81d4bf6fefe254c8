const LONGEST = 64;

/**
 * Up to `count` of the names that a person may have meant, nearest first: names that contain the word or are contained in it,
 * then those within a third of its length in edits.
 */
export function nearMatches(word: string, names: Iterable<string>, count = 3): readonly string[] {
  const wanted = word.toLowerCase().slice(0, LONGEST);
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  const found: { name: string; distance: number }[] = [];
  for (const name of names) {
    const candidate = name.toLowerCase().slice(0, LONGEST);
    const last = candidate.slice(candidate.lastIndexOf('/') + 1);
    const contained = wanted.length > 2 && (candidate.includes(wanted) || (last.length > 2 && wanted.includes(last)));
    const distance = contained ? 0 : Math.min(within(wanted, candidate, limit), within(wanted, last, limit));
    if (distance <= limit) found.push({ name, distance });
  }
  return found
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map((f) => f.name);
}

const within = (a: string, b: string, limit: number): number =>
  Math.abs(a.length - b.length) > limit ? limit + 1 : edits(a, b);

/** Levenshtein distance; both words are at most LONGEST long. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** `Did you mean a, b or c?`, or what else to do. */
export function didYouMean(near: readonly string[], otherwise: string): string {
  if (near.length === 0) return otherwise;
  const words = near.length === 1 ? near[0] : `${near.slice(0, -1).join(', ')} or ${near.at(-1)}`;
  return `Did you mean ${words}?`;
}
