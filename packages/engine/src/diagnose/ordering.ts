export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Shares to a millionth: sums of thirds come out as 1. */
export const round = (n: number): number => Math.round(n * 1e6) / 1e6;

/** The first of those that have one key, in their order. */
export function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const out = new Map<string, T>();
  for (const item of items) if (!out.has(keyOf(item))) out.set(keyOf(item), item);
  return [...out.values()];
}
