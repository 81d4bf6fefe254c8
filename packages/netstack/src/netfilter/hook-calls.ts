import type { Family } from '@skoop/model';
import { sure } from '../fork.ts';
import { memoise, type Namespace } from '../namespace.ts';
import { chainResult } from './chain-call.ts';
import { confirm } from './conntrack/confirm.ts';
import { conntrackCall } from './conntrack/conntrack-call.ts';
import { conntrackNeeded } from './conntrack/needed.ts';
import type { HookInput, InetHook } from './hook.ts';
import type { HookCall } from './hook-call.ts';
import { type CompiledTable, iptablesTables } from './iptables/compile.ts';
import { traverse } from './iptables/traverse.ts';
import { type NatLookup, natCall } from './nat/nat-call.ts';
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
  const natTables = iptablesTables(ns).filter((t) => t.family === family && t.name === 'nat');
  const priority = natPriority(hook);
  if (priority !== undefined && natTables.length > 0)
    calls.push({ priority, run: (s) => natCall(s, natLookups(natTables, hook)) });
  if (conntrackNeeded(ns, family)) calls.push(...conntrackCalls(hook));
  return calls.toSorted((a, b) => a.priority - b.priority);
}

const tableCall = (table: CompiledTable, priority: number): HookCall => ({
  priority,
  run: (skb) => chainResult(`${table.name}/${skb.hook}`, skb, traverse(table, skb)),
});

const natLookups = (tables: readonly CompiledTable[], hook: InetHook): readonly NatLookup[] =>
  tables.filter((t) => t.chains.has(hook)).map((t) => (skb) => traverse(t, skb));

function conntrackCalls(hook: InetHook): readonly HookCall[] {
  if (hook === 'PREROUTING' || hook === 'OUTPUT') return [{ priority: PRIORITY.conntrack, run: conntrackCall }];
  if (hook === 'FORWARD') return [];
  return [{ priority: PRIORITY.confirm, run: (skb) => sure({ skb: { ...skb, flow: confirm(skb) }, steps: [] }) }];
}
