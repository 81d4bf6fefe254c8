import type { Family, NamespaceDump } from '@skoop/model';
import { asObject, type Json } from './json.ts';

/** Expressions and statements whose init() calls nf_ct_netns_get(). */
const TAGS = new Set(['ct', 'ct count', 'ct helper', 'dnat', 'flow', 'masquerade', 'redirect', 'snat', 'synproxy']);

/** Families for which some native nft rule asks for conntrack. */
export function nftNeedsConntrack(dump: NamespaceDump): readonly Family[] {
  const families = new Set<Family>();
  for (const item of dump.nft?.items ?? []) {
    if (families.size === 2) break;
    const rule = asObject(item.rule);
    const family = rule.family;
    const wanted: readonly Family[] = family === 'ip' ? [4] : family === 'ip6' ? [6] : family === 'inet' ? [4, 6] : [];
    if (wanted.every((f) => families.has(f))) continue;
    if (mentions(rule.expr, 0)) for (const f of wanted) families.add(f);
  }
  return [...families];
}

function mentions(x: Json, depth: number): boolean {
  if (depth > 8 || typeof x !== 'object' || x === null) return false;
  if (Array.isArray(x)) return x.some((y) => mentions(y, depth + 1));
  return Object.entries(x).some(([key, value]) => TAGS.has(key) || mentions(value, depth + 1));
}
