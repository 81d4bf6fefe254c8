import { memoise, type Namespace } from '../../namespace.ts';
import { type Answer, answerOf, any, maybe, picked } from '../answer.ts';
import type { HookInput } from '../hook.ts';
import { type Part, partOf } from './member.ts';
import { ANY_MAC, addressKeys, type SetTable, setTable } from './table.ts';

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
  // Types without networks know no `nomatch` and pass over the wish for it.
  const wanted = wantNomatch && table.dims.includes('net');
  return parts.some((p) => p.kind === 'ports')
    ? lookupAnyPort(table, parts, wanted)
    : lookupParts(table, parts, wanted, skb);
}

function lookupParts(table: SetTable, parts: readonly Part[], wantNomatch: boolean, skb?: HookInput): Answer {
  for (const key of keysOf(table, parts)) {
    const member = table.members.get(key);
    if (member) return answerOf(member.nomatch === wantNomatch);
    const byPattern = skb && table.interfaces.size > 0 ? lookupPattern(table, key, wantNomatch, skb) : undefined;
    if (byPattern) return byPattern;
    // A network that is there with other interfaces only ends the search (ip_set_hash_gen.h: mtype_test_cidrs(), `!multi`).
    if (table.withInterface.has(key.slice(0, key.indexOf(',')))) return 'no';
  }
  return 'no';
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
    const own = part.kind === 'address' ? addressKeys(table, i, part.words) : textKeys(table, part);
    return i === 0 ? own : keys.flatMap((k) => own.map((o) => `${k},${o}`));
  }, []);
}

function textKeys(table: SetTable, part: Part): readonly string[] {
  if (part.kind !== 'text') return [];
  return table.type === 'bitmap:ip,mac' ? [part.text, ANY_MAC] : [part.text];
}

/** A port that is not fixed: which of the ports that members have is the packet found with? */
function lookupAnyPort(table: SetTable, parts: readonly Part[], wantNomatch: boolean): Answer {
  const at = parts.findIndex((p) => p.kind === 'ports');
  const open = parts[at];
  if (open?.kind !== 'ports') return 'no';
  const candidates = new Set<number>();
  for (const key of table.members.keys()) {
    const word = key.split(',')[at] ?? '';
    if (!word.startsWith(open.prefix)) continue;
    const port = Number(word.slice(open.prefix.length));
    if (port >= open.from && port <= open.to) candidates.add(port);
  }
  let found = 0;
  for (const port of candidates) {
    const fixed = parts.with(at, { kind: 'text', text: `${open.prefix}${port}` });
    if (lookupParts(table, fixed, wantNomatch) === 'yes') found++;
  }
  if (found === 0) return 'no';
  return found > open.to - open.from
    ? 'yes'
    : picked(
        `a kernel picks the port, and some of the possible ones are in set \`${table.name}\``,
        found / (open.to - open.from + 1),
      );
}

/** hash:net,iface with `wildcard` members, and `physdev:` ones. net/netfilter/ipset/ip_set_hash_netiface.c: hash_netiface4_data_equal(). */
function lookupPattern(table: SetTable, key: string, wantNomatch: boolean, skb: HookInput): Answer | undefined {
  const comma = key.indexOf(',');
  const device = key.slice(comma + 1);
  for (const { kind, name, nomatch } of table.interfaces.get(key.slice(0, comma)) ?? []) {
    if (kind === 'wildcard' && device.startsWith(name)) return answerOf(nomatch === wantNomatch);
    if (kind === 'physdev' && (name === skb.physInDevice || name === skb.physOutDevice))
      return maybe(`set \`${table.name}\` names the bridge port ${name}, which not every rule looks at`);
  }
  return undefined;
}
