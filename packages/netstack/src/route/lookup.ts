import type { NextHop, RouteRecord, RuleRecord } from '@skoop/model';
import type { Namespace } from '../namespace.ts';
import { sysctl } from '../sysctl.ts';
import type { RouteErrno, RouteKey, RouteResult } from './key.ts';
import { ruleMatches, rulesFor } from './rule.ts';
import { matchingRoutes, tableOf } from './table.ts';

/** fib_props[].error and fib6_prop[]: what a route of this type answers. `throw` goes on with the next rule. */
const TYPE_ERRORS: Readonly<Record<string, RouteErrno | 'again'>> = {
  blackhole: 'EINVAL',
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
  throw: 'again',
};
const RULE_ERRORS: Readonly<Record<string, RouteErrno>> = {
  unreachable: 'ENETUNREACH',
  prohibit: 'EACCES',
  blackhole: 'EINVAL',
};

/** fib_lookup_good_nhc(): may this next hop carry the packet? */
function usable(ns: Namespace, key: RouteKey, hop: NextHop): boolean {
  if (hop.flags.includes('dead')) return false;
  if (hop.flags.includes('linkdown') && key.ignoreLinkState !== true && ignoresLinkDown(ns, key, hop)) return false;
  return key.outDevice === undefined || hop.device === undefined || hop.device === key.outDevice;
}

const ignoresLinkDown = (ns: Namespace, key: RouteKey, hop: NextHop): boolean =>
  [hop.device ?? 'all', 'all'].some(
    (d) => sysctl(ns, `net/ipv${key.family}/conf/${d.replaceAll('/', '.')}/ignore_routes_with_linkdown`, 0) !== 0,
  );

type Found =
  | {
      readonly kind: 'route';
      readonly route: RouteRecord;
      readonly nexthops: readonly NextHop[];
      readonly length: number;
    }
  | { readonly kind: 'error'; readonly route: RouteRecord; readonly errno: RouteErrno; readonly length: number };

/** fib_table_lookup(), fib6_node_lookup(): undefined is EAGAIN, go on with the next rule. */
function lookupTable(ns: Namespace, name: string, key: RouteKey): Found | undefined {
  const table = tableOf(ns, key.family, name);
  if (!table) return undefined;
  for (const { route, length } of matchingRoutes(table, key.destination)) {
    if (route.tos !== undefined && route.tos !== 0 && (route.tos & 0xfc) !== ((key.tos ?? 0) & 0xfc)) continue;
    const error = TYPE_ERRORS[route.type];
    if (error === 'again') return undefined;
    if (error !== undefined) return { kind: 'error', route, errno: error, length };
    // A local route lives on its device, but the packet leaves by lo.
    const nexthops = route.nexthops.length === 0 ? [] : route.nexthops.filter((h) => usable(ns, key, h));
    if (route.nexthops.length > 0 && nexthops.length === 0) continue;
    return { kind: 'route', route, nexthops, length };
  }
  return undefined;
}

/**
 * Routes one key in one namespace: policy rules by priority, then tables. fib_rules_lookup() with fib_table_lookup() or
 * fib6_rule_lookup(); like them it has no side effects. Errors are those that a local sender sees.
 */
export function lookupRoute(ns: Namespace, key: RouteKey): RouteResult {
  const undecided: RuleRecord[] = [];
  const rules = rulesFor(ns, key.family);
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as RuleRecord;
    const match = ruleMatches(rule, key);
    if (match === 'unknown') undecided.push(rule);
    if (match === 'no' || (match === 'unknown' && key.undecided !== 'met')) continue;
    const error = RULE_ERRORS[rule.action];
    if (error !== undefined) return { kind: 'error', errno: error, rule, undecided };
    if (rule.action === 'goto') {
      // Jumps go forward only, so this ends. A target that does not exist (yet) is skipped.
      const target = rules.findIndex((r, j) => j > i && r.priority === rule.goto);
      if (target > 0) i = target - 1;
      continue;
    }
    if (rule.action !== 'lookup') continue;
    const found = lookupTable(ns, rule.table ?? 'main', key);
    if (!found || suppressed(rule, found)) continue;
    if (found.kind === 'error') return { kind: 'error', errno: found.errno, route: found.route, rule, undecided };
    return { kind: 'route', type: found.route.type, route: found.route, nexthops: found.nexthops, rule, undecided };
  }
  return { kind: 'error', errno: 'ENETUNREACH', undecided };
}

/** fib4_rule_suppress(): a match no longer than the given length does not count. Errors are never suppressed. */
const suppressed = (rule: RuleRecord, found: Found): boolean =>
  found.kind === 'route' && rule.suppressPrefixlength !== undefined && found.length <= rule.suppressPrefixlength;
