import type { NextHop, RouteRecord, RuleRecord } from '@skoop/model';
import { findLink, groupOf } from '../device/link.ts';
import { vrfOf, vrfTable } from '../device/vrf.ts';
import type { Namespace } from '../namespace.ts';
import { sysctl } from '../sysctl.ts';
import type { RouteErrno, RouteKey, RouteResult } from './key.ts';
import { hasCustomRules, ruleMatches, rulesFor } from './rule.ts';
import { matchingRoutes, tableOf } from './table.ts';

// @supports route types | unicast | net/ipv4/fib_trie.c: fib_table_lookup(), net/ipv6/route.c: fib6_table_lookup()
// @supports route types | local | net/ipv4/route.c: ip_route_input_slow(), net/ipv6/route.c: ip6_pol_route()
// @supports route types | broadcast | net/ipv4/route.c: ip_route_input_slow(), ip_route_output_key_hash_rcu()
// @supports route types | multicast, anycast | net/ipv6/route.c: ip6_pol_route()
// @supports route types | blackhole | net/ipv4/fib_semantics.c: fib_props[], net/ipv6/route.c: fib6_prop[]
// @supports route types | unreachable | net/ipv4/fib_semantics.c: fib_props[], net/ipv6/route.c: fib6_prop[]
// @supports route types | prohibit | net/ipv4/fib_semantics.c: fib_props[], net/ipv6/route.c: fib6_prop[]
// @supports route types | throw | net/ipv4/fib_semantics.c: fib_props[], net/ipv6/route.c: fib6_prop[]
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

// @supports route attributes | dead, linkdown | net/ipv4/fib_trie.c: fib_lookup_good_nhc()
// @supports sysctls | net/ipv4/conf/*/ignore_routes_with_linkdown | net/ipv4/fib_trie.c: fib_lookup_good_nhc()
// @supports route attributes | dev | net/ipv4/fib_trie.c: fib_table_lookup()
/** fib_lookup_good_nhc(): may this next hop carry the packet? */
function usable(ns: Namespace, key: RouteKey, hop: NextHop): boolean {
  if (hop.flags.includes('dead')) return false;
  if (hop.flags.includes('linkdown') && key.ignoreLinkState !== true && ignoresLinkDown(ns, key, hop)) return false;
  const only = key.outDevice ?? (key.strict === true ? key.inDevice : undefined);
  return only === undefined || hop.device === undefined || hop.device === only;
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

// @supports route attributes | tos | net/ipv4/fib_trie.c: fib_table_lookup()
/** fib_table_lookup(), fib6_node_lookup(): undefined is EAGAIN, go on with the next rule. */
function lookupTable(ns: Namespace, name: string, key: RouteKey): Found | undefined {
  const table = tableOf(ns, key.family, name);
  return table && firstUsable(ns, key, matchingRoutes(table, key.destination));
}

type Candidate = { readonly route: RouteRecord; readonly length: number };

function firstUsable(ns: Namespace, key: RouteKey, candidates: Iterable<Candidate>): Found | undefined {
  for (const { route, length } of candidates) {
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
 * As long as nobody made rules, IPv4 keeps the local and the main table in one trie: the longest prefix of both, of the same one the
 * local table's first. fib_trie_table(), fib_unmerge()
 */
function lookupMerged(ns: Namespace, key: RouteKey): Found | undefined {
  const candidates = ['local', 'main'].flatMap((name) => {
    const table = tableOf(ns, key.family, name);
    return table ? [...matchingRoutes(table, key.destination)] : [];
  });
  return firstUsable(
    ns,
    key,
    candidates.toSorted((a, b) => b.length - a.length),
  );
}

/** What a search of table local alone finds: inet_addr_type(), whose fib_get_table() gives the trie of both as long as they share it. */
export const lookupLocal = (ns: Namespace, key: RouteKey): Found | undefined =>
  hasCustomRules(ns) ? lookupTable(ns, 'local', key) : lookupMerged(ns, key);

// @supports rule actions | lookup TABLE | net/core/fib_rules.c: fib_rules_lookup(), net/ipv4/fib_rules.c: fib4_rule_action()
// @supports rule actions | goto PRIORITY, nop | net/core/fib_rules.c: fib_rules_lookup()
// @supports rule actions | blackhole, unreachable, prohibit | net/ipv4/fib_rules.c: fib4_rule_action()
/**
 * Routes one key in one namespace: policy rules by priority, then tables. fib_rules_lookup() with fib_table_lookup() or
 * fib6_rule_lookup(); like them it has no side effects. Errors are those that a local sender sees.
 */
export function lookupRoute(ns: Namespace, key: RouteKey): RouteResult {
  return lookupByRules(ns, withVrf(ns, key));
}

/** l3mdev_update_flow(): the VRF that a device is in; one that is the device itself directs the lookup, and no next hop has to be by it. */
function withVrf(ns: Namespace, key: RouteKey): RouteKey {
  const vrf = key.vrf ?? vrfOf(ns, key.outDevice ?? key.inDevice)?.name;
  if (vrf === undefined) return key;
  if (key.outDevice !== vrf) return { ...key, vrf };
  const { outDevice: _vrf, ...rest } = key;
  return { ...rest, vrf };
}

function lookupByRules(ns: Namespace, key: RouteKey): RouteResult {
  const undecided: RuleRecord[] = [];
  const rules = rulesFor(ns, key.family);
  if (key.family === 4 && !hasCustomRules(ns)) {
    const found = lookupMerged(ns, key);
    const rule = rules.find((r) => r.table === found?.route.table);
    if (found?.kind === 'error') return { kind: 'error', errno: found.errno, route: found.route, rule, undecided };
    if (found)
      return { kind: 'route', type: found.route.type, route: found.route, nexthops: found.nexthops, rule, undecided };
  }
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
    const vrf = rule.l3mdev === true && key.vrf !== undefined ? findLink(ns, key.vrf) : undefined;
    const found = lookupTable(ns, vrf ? vrfTable(vrf) : (rule.table ?? 'main'), key);
    if (!found || suppressed(ns, rule, found)) continue;
    if (found.kind === 'error') return { kind: 'error', errno: found.errno, route: found.route, rule, undecided };
    return { kind: 'route', type: found.route.type, route: found.route, nexthops: found.nexthops, rule, undecided };
  }
  return { kind: 'error', errno: 'ENETUNREACH', undecided };
}

// @supports rule selectors | suppress_prefixlength | net/ipv4/fib_rules.c: fib4_rule_suppress()
// @supports rule selectors | suppress_ifgroup | net/ipv4/fib_rules.c: fib4_rule_suppress()
/**
 * fib4_rule_suppress(): a match no longer than the given length, or out of a device of the given group, does not count. Errors are never
 * suppressed.
 */
function suppressed(ns: Namespace, rule: RuleRecord, found: Found): boolean {
  if (found.kind !== 'route') return false;
  if (rule.suppressPrefixlength !== undefined && found.length <= rule.suppressPrefixlength) return true;
  if (rule.suppressIfgroup === undefined) return false;
  const device = found.route.nexthops[0]?.device;
  const link = device === undefined ? undefined : findLink(ns, device);
  return link !== undefined && groupOf(link) === (rule.suppressIfgroup === '0' ? 'default' : rule.suppressIfgroup);
}
