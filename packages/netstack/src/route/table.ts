import { addressWords, type Family, maskWords, parsePrefix, type RouteRecord, type Words } from '@skoop/model';
import { routesToCome } from '../device/usable-address.ts';
import { memoise } from '../namespace.ts';

/** Routes of one table, by prefix length (longest first) and prefix; aliases of a prefix in the kernel's order. */
export type Table = {
  readonly lengths: readonly number[];
  readonly byLength: ReadonlyMap<number, ReadonlyMap<string, readonly RouteRecord[]>>;
};

const prefixKey = (words: Words, length: number): string => {
  const masked = maskWords(words, length);
  return masked.length === 1 ? String(masked[0]) : masked.join('.');
};

// @supports route attributes | metric | net/ipv4/fib_trie.c: fib_find_alias()
/** fib_find_alias: within a prefix by dscp (high first), then by metric, then as listed. */
const aliasOrder = (a: RouteRecord, b: RouteRecord): number => (b.tos ?? 0) - (a.tos ?? 0) || a.metric - b.metric;

function buildTable(routes: readonly RouteRecord[]): Table {
  const byLength = new Map<number, Map<string, RouteRecord[]>>();
  for (const route of routes) {
    const prefix = parsePrefix(route.destination);
    if (!prefix) continue;
    const key = prefixKey(prefix.words, prefix.length);
    const level = byLength.get(prefix.length) ?? new Map<string, RouteRecord[]>();
    byLength.set(prefix.length, level);
    const list = level.get(key);
    if (list) list.push(route);
    else level.set(key, [route]);
  }
  for (const level of byLength.values()) for (const list of level.values()) if (list.length > 1) list.sort(aliasOrder);
  return { lengths: [...byLength.keys()].toSorted((a, b) => b - a), byLength };
}

/** Tables of a namespace: `<family> <name>` as iproute2 prints the name. */
const tables = memoise((dump) => {
  const grouped = new Map<string, RouteRecord[]>();
  for (const route of [...dump.routes, ...routesToCome(dump)]) {
    const key = `${route.family} ${route.table}`;
    const list = grouped.get(key);
    if (list) list.push(route);
    else grouped.set(key, [route]);
  }
  return new Map([...grouped].map(([key, routes]) => [key, buildTable(routes)]));
});

export const tableOf = (
  ns: { readonly dump: Parameters<Parameters<typeof memoise>[0]>[0] },
  family: Family,
  name: string,
): Table | undefined => tables(ns).get(`${family} ${name}`);

/** Routes of a table that hold the address, longest prefix first, aliases in the kernel's order. */
export function* matchingRoutes(table: Table, address: string): Generator<{ route: RouteRecord; length: number }> {
  const words = addressWords(address);
  if (!words) return;
  for (const length of table.lengths) {
    if (length > words.length * 32) continue;
    const aliases = table.byLength.get(length)?.get(prefixKey(words, length));
    if (aliases) for (const route of aliases) yield { route, length };
  }
}
