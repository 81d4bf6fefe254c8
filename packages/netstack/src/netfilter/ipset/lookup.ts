import { memoise, type Namespace } from '../../namespace.ts';
import { type Answer, answerOf, any, maybe } from '../answer.ts';
import type { HookInput } from '../hook.ts';
import { type Part, partOf } from './member.ts';
import { addressKeys, type SetTable, setTable } from './table.ts';

/** A set of one namespace; a `list:set` finds its members by name. */
export type KnownSet = { readonly table: SetTable; readonly others: (name: string) => KnownSet | undefined };

/** Sets are built when a rule first asks for them. */
const sets = memoise((dump) => {
  const records = new Map(dump.ipsets.map((r) => [r.name, r]));
  const built = new Map<string, KnownSet>();
  const find = (name: string): KnownSet | undefined => {
    const known = built.get(name);
    if (known) return known;
    const record = records.get(name);
    if (!record) return undefined;
    const fresh = { table: setTable(record), others: find };
    built.set(name, fresh);
    return fresh;
  };
  return find;
});

export const setOf = (ns: Namespace, name: string): KnownSet | undefined => sets(ns)(name);

/** Sets within sets that are followed; the kernel allows one level. */
const MAX_DEPTH = 4;

/**
 * ip_set_test(): is the packet's `src,dst,...` in the set? The most specific prefix decides; one marked `nomatch` says no, or with
 * `wantNomatch` (--return-nomatch) is the only one that says yes.
 */
export function lookupSet(
  { table, others }: KnownSet,
  skb: HookInput,
  flags: readonly string[],
  wantNomatch = false,
  depth = 0,
): Answer {
  if (table.type === 'list:set') {
    if (depth >= MAX_DEPTH) return 'no';
    return any(
      table.sets.map((name) => {
        const member = others(name);
        return member
          ? lookupSet(member, skb, flags, wantNomatch, depth + 1)
          : maybe(`the set \`${name}\` is not in the snapshot`);
      }),
    );
  }
  if (table.family !== undefined && table.family !== skb.packet.family) return 'no';
  if (flags.length < table.dims.length) return 'no';
  const parts = partsOf(table, skb, flags);
  if (!parts) return 'no';
  const unknown = parts.find((p) => p.kind === 'unknown');
  if (unknown?.kind === 'unknown') return maybe(unknown.why);
  const learned = skb.flow.hashed.get(flowKey(skb.ns, table.name, parts));
  if (learned !== undefined) return answerOf(learned === 1);
  if (parts.some((p) => p.kind === 'ports')) return lookupAnyPort(table, parts);
  for (const key of keysOf(table, parts)) {
    const member = table.members.get(key);
    if (member) return answerOf(member.nomatch === wantNomatch);
  }
  return table.dims.includes('iface') ? lookupInterface(table, parts, wantNomatch) : 'no';
}

const partsOf = (table: SetTable, skb: HookInput, flags: readonly string[]): readonly Part[] | undefined => {
  const shape = { family: skb.packet.family, type: table.type, options: table.options };
  const parts = table.dims.map((dim, i) => partOf(shape, dim, flags[i] ?? '', skb));
  return parts.every((p) => p !== undefined) ? parts : undefined;
};

/** Under this key a SET target leaves word in the flow that the packet's entry was added (1) or deleted (0). */
export const setMemory = (known: KnownSet, skb: HookInput, flags: readonly string[]): string | undefined => {
  const parts = partsOf(known.table, skb, flags);
  return parts && flowKey(skb.ns, known.table.name, parts);
};
const flowKey = (ns: Namespace, name: string, parts: readonly Part[]): string =>
  `ipset ${ns.key} ${name} ${JSON.stringify(parts)}`;

/** All keys under which the packet may be found, in the order in which the kernel tries them. */
function keysOf(table: SetTable, parts: readonly Part[]): readonly string[] {
  return parts.reduce<readonly string[]>((keys, part, i) => {
    const own = part.kind === 'address' ? addressKeys(table, i, part.words) : part.kind === 'text' ? [part.text] : [];
    return i === 0 ? own : keys.flatMap((k) => own.map((o) => `${k},${o}`));
  }, []);
}

/** A port that is not fixed: is any member with such a port there? */
function lookupAnyPort(table: SetTable, parts: readonly Part[]): Answer {
  const wanted = parts.map((part, i) =>
    part.kind === 'address' ? new Set(addressKeys(table, i, part.words)) : undefined,
  );
  let found = false;
  let size = 0;
  const ports = parts.find((p) => p.kind === 'ports');
  const span = ports?.kind === 'ports' ? ports.to - ports.from + 1 : 0;
  for (const key of table.members.keys()) {
    const words = key.split(',');
    const fits = parts.every((part, i) => {
      const word = words[i] ?? '';
      if (part.kind === 'address') return wanted[i]?.has(word) ?? false;
      if (part.kind === 'text') return part.text === word;
      if (part.kind !== 'ports' || !word.startsWith(part.prefix)) return false;
      const port = Number(word.slice(part.prefix.length));
      return port >= part.from && port <= part.to;
    });
    if (fits) {
      found = true;
      size++;
    }
  }
  if (!found) return 'no';
  return size >= span
    ? 'yes'
    : maybe(`a kernel picks the port, and some of the possible ones are in set \`${table.name}\``);
}

/** hash:net,iface with `wildcard` members, and `physdev:` ones. */
function lookupInterface(table: SetTable, parts: readonly Part[], wantNomatch: boolean): Answer {
  for (const [key, member] of table.members) {
    const words = key.split(',');
    const fits = parts.every((part, i) => {
      const word = words[i] ?? '';
      if (part.kind === 'address') return addressKeys(table, i, part.words).includes(word);
      return part.kind === 'text' && member.wildcard && part.text.startsWith(word);
    });
    if (fits) return answerOf(member.nomatch === wantNomatch);
  }
  return 'no';
}
