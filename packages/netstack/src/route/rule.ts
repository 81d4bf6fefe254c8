import { type Family, type Port, parsePrefix, portHigh, portLow, prefixContains, type RuleRecord } from '@skoop/model';
import { NEGLIGIBLE } from '../fork.ts';
import { memoise, type Namespace } from '../namespace.ts';
import type { RouteKey } from './key.ts';

const builtin = (family: Family, priority: number, table: string): RuleRecord => ({
  line: 0,
  family,
  priority,
  not: false,
  action: 'lookup',
  table,
  unknown: [],
});

/** Rules of a family by priority. A namespace whose rules were not read has those that every namespace starts with. */
export const rulesOf = memoise((dump) => {
  const of = (family: Family): readonly RuleRecord[] => {
    const own = dump.rules.filter((r) => r.family === family);
    if (own.length > 0) return own.toSorted((a, b) => a.priority - b.priority);
    const start = [builtin(family, 0, 'local'), builtin(family, 32766, 'main')];
    return family === 4 ? [...start, builtin(4, 32767, 'default')] : start;
  };
  return { 4: of(4), 6: of(6) } as const;
});

/** fib4_has_custom_rules: anything beyond the three rules of the start. */
export const hasCustomRules = memoise((dump) => {
  const plain = (r: RuleRecord): boolean =>
    !r.not &&
    r.action === 'lookup' &&
    r.from === undefined &&
    r.to === undefined &&
    r.fwmark === undefined &&
    r.iif === undefined &&
    r.oif === undefined &&
    ((r.priority === 0 && r.table === 'local') ||
      (r.priority === 32766 && r.table === 'main') ||
      (r.priority === 32767 && r.table === 'default'));
  const v4 = dump.rules.filter((r) => r.family === 4);
  return v4.some((r) => !plain(r)) || (v4.length > 0 && v4.length !== 3);
});

type Answer = 'yes' | 'no' | 'unknown';
const yes = (b: boolean): Answer => (b ? 'yes' : 'no');

function portIn(range: { readonly from: number; readonly to: number }, port: Port | undefined): Answer {
  if (port === undefined) return 'no';
  const share = portShare(range, port);
  return share > 1 - NEGLIGIBLE ? 'yes' : share < NEGLIGIBLE ? 'no' : 'unknown';
}

/** How many of the ports that a kernel may pick a range holds, as a share. */
function portShare(range: RuleRecord['sport'], port: Port | undefined): number {
  if (range === undefined || port === undefined) return 1;
  const [low, high] = [portLow(port), portHigh(port)];
  return Math.max(0, Math.min(high, range.to) - Math.max(low, range.from) + 1) / (high - low + 1);
}

/**
 * Probability that a rule which could not be decided applies, where nothing but ports that a kernel picks is open; undefined where the
 * snapshot does not tell.
 */
export function rulePortShare(rule: RuleRecord, key: RouteKey): number | undefined {
  if (rule.unknown.length > 0 || (rule.uidrange !== undefined && key.uid === undefined)) return undefined;
  const share = portShare(rule.sport, key.sourcePort) * portShare(rule.dport, key.destinationPort);
  return rule.not ? 1 - share : share;
}

function inPrefix(text: string, address: string | undefined): boolean {
  const prefix = parsePrefix(text);
  if (!prefix) return text === 'all' || text === 'default';
  return prefix.length === 0 || (address !== undefined && prefixContains(prefix, address));
}

// @supports rule selectors | iif | net/core/fib_rules.c: fib_rule_match()
// @supports rule selectors | oif | net/core/fib_rules.c: fib_rule_match()
// @supports rule selectors | fwmark V/M | net/core/fib_rules.c: fib_rule_match()
// @supports rule selectors | uidrange | net/core/fib_rules.c: fib_rule_match()
// @supports rule selectors | not | net/core/fib_rules.c: fib_rule_match()
// @supports rule selectors | from | net/ipv4/fib_rules.c: fib4_rule_match()
// @supports rule selectors | to | net/ipv4/fib_rules.c: fib4_rule_match()
// @supports rule selectors | tos | net/ipv4/fib_rules.c: fib4_rule_match()
// @supports rule selectors | ipproto | net/ipv4/fib_rules.c: fib4_rule_match()
// @supports rule selectors | sport, dport | net/ipv4/fib_rules.c: fib4_rule_match()
// @supports rule selectors | l3mdev | net/l3mdev/l3mdev.c: l3mdev_fib_rule_match()
/** Selectors of a rule, each undefined where the rule does not have it. fib_rule_match(), fib4_rule_match(). */
const selectors: readonly ((rule: RuleRecord, key: RouteKey) => Answer | undefined)[] = [
  // A rule for a VRF applies to all devices in it.
  (r, k) =>
    r.iif === undefined ? undefined : yes(r.iif === (k.inDevice ?? 'lo') || (r.iif === k.vrf && isReceived(k))),
  (r, k) => (r.oif === undefined ? undefined : yes(r.oif === k.outDevice || (r.oif === k.vrf && !isReceived(k)))),
  (r, k) => {
    if (r.fwmark === undefined && r.fwmask === undefined) return undefined;
    const mask = r.fwmask ?? 0xffffffff;
    return yes((((r.fwmark ?? 0) ^ (k.mark ?? 0)) & mask) >>> 0 === 0);
  },
  (r, k) => {
    if (r.uidrange === undefined) return undefined;
    return k.uid === undefined ? 'unknown' : yes(k.uid >= r.uidrange.from && k.uid <= r.uidrange.to);
  },
  (r, k) => (r.from === undefined ? undefined : yes(inPrefix(r.from, k.source))),
  (r, k) => (r.to === undefined ? undefined : yes(inPrefix(r.to, k.destination))),
  // The kernel compares the DSCP bits only.
  (r, k) => (r.tos === undefined || r.tos === 0 ? undefined : yes((r.tos & 0xfc) === ((k.tos ?? 0) & 0xfc))),
  (r, k) => (r.ipproto === undefined ? undefined : yes(sameProtocol(r.ipproto, k.protocol))),
  (r, k) => (r.sport === undefined ? undefined : portIn(r.sport, k.sourcePort)),
  (r, k) => (r.dport === undefined ? undefined : portIn(r.dport, k.destinationPort)),
  (r, k) => (r.l3mdev === true ? yes(k.vrf !== undefined) : undefined),
  // Selectors that were not understood decide nothing.
  (r) => (r.unknown.length > 0 ? 'unknown' : undefined),
];

const isReceived = (k: RouteKey): boolean =>
  k.inDevice !== undefined && k.inDevice !== 'lo' && k.outDevice === undefined;

const sameProtocol = (rule: string, packet: string | undefined): boolean =>
  rule === packet || (rule === 'ipv6-icmp' && packet === 'icmpv6') || (rule === 'icmpv6' && packet === 'icmpv6');

/** Whether a rule applies to the key; `not` negates the selectors taken together. */
export function ruleMatches(rule: RuleRecord, key: RouteKey): Answer {
  let answer: Answer = 'yes';
  for (const select of selectors) {
    const one = select(rule, key);
    if (one === 'no') {
      answer = 'no';
      break;
    }
    if (one === 'unknown') answer = 'unknown';
  }
  if (!rule.not || answer === 'unknown') return answer;
  return answer === 'yes' ? 'no' : 'yes';
}

/** The rule as `ip rule` would print it, for sentences. */
export function ruleText(rule: RuleRecord): string {
  const words = [`${rule.priority}:`];
  if (rule.not) words.push('not');
  words.push(`from ${rule.from ?? 'all'}`);
  if (rule.to !== undefined) words.push(`to ${rule.to}`);
  if (rule.fwmark !== undefined) words.push(`fwmark 0x${rule.fwmark.toString(16)}`);
  if (rule.iif !== undefined) words.push(`iif ${rule.iif}`);
  if (rule.oif !== undefined) words.push(`oif ${rule.oif}`);
  words.push(rule.action === 'lookup' ? `lookup ${rule.table ?? 'main'}` : rule.action);
  return words.join(' ');
}

/** Whether any rule of the namespace asks for something beyond addresses: `ip rule` with marks, ports, ... */
export const rulesFor = (ns: Namespace, family: Family): readonly RuleRecord[] => rulesOf(ns)[family];
