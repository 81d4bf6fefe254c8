/** Beginning and end of a name around `…`, at most `limit` characters: ends tell pods and nodes apart. */
export function middleCut(name: string, limit: number): string {
  const chars = [...name];
  if (chars.length <= limit) return name;
  const head = Math.ceil((limit - 1) / 2);
  return `${chars.slice(0, head).join('')}…${chars.slice(chars.length - (limit - 1 - head)).join('')}`;
}

/** Node names without the domain that all of them share, where they stay different; addresses are left alone. */
export function shortNodeNames(names: readonly string[]): ReadonlyMap<string, string> {
  const short = names.map((n) => (/^[\d.]+$|:/.test(n) ? n : (n.split('.')[0] ?? n)));
  const distinct = new Set(short).size === new Set(names).size;
  return new Map(names.map((n, i) => [n, distinct ? (short[i] ?? n) : n]));
}
