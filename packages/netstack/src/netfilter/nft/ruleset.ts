import type { NftDump } from '@skoop/model';
import { asList, asNumber, asObject, asText, isShallow, type Json } from './json.ts';

/** A named set or map, as printed. */
export type NftSet = {
  readonly name: string;
  /** What `nft` calls it: a type, several of them, or an expression (`typeof`). */
  readonly type: Json;
  /** The same of a map's values; `verdict` for verdict maps; undefined for sets. */
  readonly data: Json;
  readonly elements: readonly Json[];
  readonly key: string;
};
export type NftRule = {
  readonly handle: number;
  readonly statements: readonly Json[];
  readonly line: number;
  readonly text: string;
};
export type NftChain = {
  readonly name: string;
  readonly line: number;
  readonly rules: readonly NftRule[];
  /** Set of base chains. `hook` in lower case. */
  readonly base?: {
    readonly type: string;
    readonly hook: string;
    readonly priority: number;
    readonly policy: string;
    /** Devices of netdev and ingress chains; undefined: not printed. */
    readonly devices: readonly string[] | undefined;
  };
};
export type NftTable = {
  readonly family: string;
  readonly name: string;
  readonly chains: ReadonlyMap<string, NftChain>;
  readonly sets: ReadonlyMap<string, NftSet>;
  readonly dormant: boolean;
};

type Building = {
  family: string;
  name: string;
  dormant: boolean;
  chains: Map<string, Chain>;
  sets: Map<string, NftSet>;
};
type Chain = { name: string; line: number; rules: NftRule[]; base?: NftChain['base'] };

/** The tables of `nft -j list ruleset`, in the order in which they are listed. Items that make no sense are left out. */
export function readRuleset(dump: NftDump): readonly NftTable[] {
  const tables = new Map<string, Building>();
  const tableOf = (x: { readonly [k: string]: Json }): Building | undefined => {
    const [family, name] = [asText(x.family), asText(x.table)];
    if (family === undefined || name === undefined) return undefined;
    const key = `${family} ${name}`;
    const known = tables.get(key);
    if (known) return known;
    const fresh: Building = { family, name, dormant: false, chains: new Map(), sets: new Map() };
    tables.set(key, fresh);
    return fresh;
  };
  for (const item of dump.items) {
    const table = asObject(item.table);
    const building = asText(table.name) === undefined ? undefined : tableOf({ ...table, table: table.name });
    if (building && (table.flags === 'dormant' || asList(table.flags).includes('dormant'))) building.dormant = true;
    if (item.chain) addChain(dump, tableOf(asObject(item.chain)), asObject(item.chain));
    else if (item.set ?? item.map) addSet(tableOf(asObject(item.set ?? item.map)), asObject(item.set ?? item.map));
    else if (item.rule) addRule(dump, tableOf(asObject(item.rule)), asObject(item.rule));
  }
  return [...tables.values()];
}

type Item = { readonly [k: string]: Json };
const chainKey = (t: Building, name: string): string => `${t.family} ${t.name} ${name}`;

function addChain(dump: NftDump, table: Building | undefined, x: Item): void {
  const name = asText(x.name);
  if (!table || name === undefined) return;
  const hook = asText(x.hook);
  const line = dump.lines.get(chainKey(table, name)) ?? 0;
  const base = hook !== undefined && {
    type: asText(x.type) ?? 'filter',
    hook,
    priority: asNumber(x.prio) ?? 0,
    policy: asText(x.policy) ?? 'accept',
    devices: x.dev === undefined ? devicesIn(dump.texts.get(line + 1)) : asList(x.dev).map((d) => asText(d) ?? ''),
  };
  table.chains.set(name, { name, line, rules: table.chains.get(name)?.rules ?? [], ...(base ? { base } : {}) });
}

/** nft before 1.0.7 prints the devices of a chain in its text alone: `device "eth0"`, `devices = { a, b }`. */
function devicesIn(text: string | undefined): readonly string[] | undefined {
  const m = /\bdevices? (?:= )?(?:"([^"]*)"|\{([^}]*)\})/.exec(text ?? '');
  return m ? (m[1] ?? m[2] ?? '').split(',').map((d) => d.trim().replace(/^"|"$/g, '')) : undefined;
}

function addSet(table: Building | undefined, x: Item): void {
  const name = asText(x.name);
  if (!table || name === undefined) return;
  const key = `${table.family} ${table.name} ${name}`;
  const elements = asList(x.elem).map((e) => (isShallow(e) ? e : undefined));
  table.sets.set(name, { name, key, type: x.type, data: x.map, elements });
}

function addRule(dump: NftDump, table: Building | undefined, x: Item): void {
  const chain = asText(x.chain);
  if (!table || chain === undefined) return;
  const handle = asNumber(x.handle) ?? 0;
  const line = dump.lines.get(`${chainKey(table, chain)} ${handle}`) ?? 0;
  const text = (dump.texts.get(line) ?? '').replace(/ # handle \d+$/, '');
  const rule = { handle, statements: asList(x.expr), line, text: text || `rule with handle ${handle}` };
  const known = table.chains.get(chain);
  if (known) known.rules.push(rule);
  else table.chains.set(chain, { name: chain, line: 0, rules: [rule] });
}
