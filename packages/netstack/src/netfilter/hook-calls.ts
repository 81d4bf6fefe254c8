import type { Family } from '@skoop/model';
import { ipvsCalls } from '../ipvs/hook-calls.ts';
import { memoise, type Namespace } from '../namespace.ts';
import { chainResult } from './chain-call.ts';
import { confirm } from './conntrack/confirm.ts';
import { conntrackCall } from './conntrack/conntrack-call.ts';
import { conntrackNeeded } from './conntrack/needed.ts';
import type { HookInput, InetHook } from './hook.ts';
import type { HookCall } from './hook-call.ts';
import { type CompiledTable, iptablesTables } from './iptables/compile.ts';
import { traverse } from './iptables/traverse.ts';
import { type NatLookup, type NatOrders, natCall } from './nat/nat-call.ts';
import { hasNftNat, nftCalls, nftNatLookups } from './nft/base-chains.ts';
import { PRIORITY } from './priorities.ts';

const TABLE_PRIORITY: Readonly<Record<string, number>> = {
  raw: PRIORITY.raw,
  mangle: PRIORITY.mangle,
  filter: PRIORITY.filter,
  security: PRIORITY.security,
};

const natPriority = (hook: InetHook): number | undefined =>
  hook === 'PREROUTING' || hook === 'OUTPUT' ? PRIORITY.natDst : hook === 'FORWARD' ? undefined : PRIORITY.natSrc;

/** Everything that is registered at a hook for the packet's family, in the kernel's order: net->nf.hooks_ipv4[hook]. */
export function hookCalls({ ns, hook, packet }: HookInput): readonly HookCall[] {
  const known = cache(ns);
  const key = `${packet.family} ${hook}`;
  const calls = known.get(key) ?? registeredCalls(ns, packet.family, hook);
  known.set(key, calls);
  return calls;
}

const cache = memoise(() => new Map<string, readonly HookCall[]>());

function registeredCalls(ns: Namespace, family: Family, hook: InetHook): readonly HookCall[] {
  const tables = iptablesTables(ns).filter((t) => t.family === family && t.chains.has(hook));
  const calls: HookCall[] = [];
  for (const table of tables) {
    const priority = TABLE_PRIORITY[table.name];
    if (priority !== undefined) calls.push(tableCall(table, priority));
  }
  calls.push(...nftCalls(ns, family, hook));
  const priority = natPriority(hook);
  if (priority !== undefined) {
    const orders = natOrders(ns, family, hook);
    if (orders) calls.push({ priority, run: (s) => natCall(s, orders) });
  }
  calls.push(...ipvsCalls(ns, hook));
  if (conntrackNeeded(ns, family)) calls.push(...conntrackCalls(hook));
  return calls.toSorted((a, b) => a.priority - b.priority);
}

const tableCall = (table: CompiledTable, priority: number): HookCall => ({
  priority,
  run: (skb) => chainResult(`${table.name}/${skb.hook}`, skb, traverse(table, skb)),
});

type Ranked = {
  /** Tables of one source are registered in an order that is known. */
  readonly source: 'legacy' | 'nft' | 'native';
  readonly table: string;
  readonly priority: number;
  readonly lookup: NatLookup;
};

/**
 * The nat chains of a hook in the orders that they may have; undefined where no nat chain of the family exists at all. One anywhere
 * registers the function at all four hooks: nf_nat_register_fn().
 */
function natOrders(ns: Namespace, family: Family, hook: InetHook): NatOrders | undefined {
  const tables = iptablesTables(ns).filter((t) => t.family === family && t.name === 'nat');
  if (tables.length === 0 && !hasNftNat(ns, family)) return undefined;
  const priority = natPriority(hook) ?? 0;
  const own = tables.flatMap((t): Ranked[] => {
    const chain = t.chains.get(hook);
    if (!chain || (chain.rules.length === 0 && chain.policy !== 'DROP')) return [];
    return [
      {
        source: t.backend,
        table: `${family === 4 ? 'ip' : 'ip6'} nat`,
        priority,
        lookup: { stage: `nat/${hook}`, run: (skb) => traverse(t, skb) },
      },
    ];
  });
  const native = nftNatLookups(ns, family, hook).map((l): Ranked => ({ source: 'native', ...l }));
  const all = [...own, ...native].toSorted((a, b) => a.priority - b.priority);
  const equals = all.filter((x) => x.priority === priority);
  const newer = iptablesIsNewer(ns, equals);
  const [first = [], ...others] = permutations([...new Set(equals.map((x) => x.source))]).filter(
    (sources) => !newer || sources.indexOf('nft') < sources.indexOf('native'),
  );
  const sorted = (sources: readonly string[]) =>
    all
      .toSorted((a, b) => a.priority - b.priority || sources.indexOf(a.source) - sources.indexOf(b.source))
      .map((x) => x.lookup);
  return [sorted(first), ...others.map(sorted)];
}

/** Was the table of iptables-nft made after all native ones, and with it its chains? The other way round they may have come later than it. */
function iptablesIsNewer(ns: Namespace, equals: readonly Ranked[]): boolean {
  const section = ns.dump.sections.find((s) => s.name === 'nft-tables');
  if (section?.status !== 0 || section.truncated) return false;
  const made = section.text.split('\n').map((line) => line.replace(/^table /, ''));
  const at = (source: Ranked['source']) => equals.filter((x) => x.source === source).map((x) => made.indexOf(x.table));
  const [own = -1] = at('nft');
  const others = at('native');
  return own >= 0 && others.length > 0 && others.every((i) => i >= 0 && i < own);
}

const permutations = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) => permutations(items.filter((x) => x !== item)).map((rest) => [item, ...rest]));

function conntrackCalls(hook: InetHook): readonly HookCall[] {
  if (hook === 'PREROUTING' || hook === 'OUTPUT') return [{ priority: PRIORITY.conntrack, run: conntrackCall }];
  if (hook === 'FORWARD') return [];
  return [{ priority: PRIORITY.confirm, run: confirm }];
}
