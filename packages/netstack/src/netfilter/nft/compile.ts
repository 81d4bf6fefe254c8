import type { Evidence } from '@skoop/model';
import { memoise, type Namespace } from '../../namespace.ts';
import type { NftContext } from './context.ts';
import { compileExpression } from './expression.ts';
import { type NftChain, type NftRule, type NftTable, readRuleset } from './ruleset.ts';
import { compileStatement, type Statement } from './statement.ts';

/** A chain whose rules are compiled when they are first visited. */
export type CompiledNftChain = NftChain & { statements(rule: number): readonly Statement[] };
export type CompiledNftTable = {
  readonly family: string;
  readonly name: string;
  readonly chain: (name: string) => CompiledNftChain | undefined;
  readonly baseChains: readonly CompiledNftChain[];
};

/** Tables of a namespace's own nft rules. Tables that iptables-nft made and printed are understood as such elsewhere. */
export const nftTables = (ns: Namespace): readonly CompiledNftTable[] => compiled(ns)(ns);

const compiled = memoise((dump) => {
  let tables: readonly CompiledNftTable[] | undefined;
  return (ns: Namespace) => {
    if (!tables) {
      const printed = new Set(
        dump.iptables
          .filter((d) => d.backend === 'nft')
          .flatMap((d) => d.tables.map((t) => `${d.family === 4 ? 'ip' : 'ip6'} ${t.name}`)),
      );
      const all = dump.nft ? readRuleset(dump.nft) : [];
      tables = all.filter((t) => !t.dormant && !printed.has(`${t.family} ${t.name}`)).map((t) => compileTable(ns, t));
    }
    return tables;
  };
});

function compileTable(ns: Namespace, table: NftTable): CompiledNftTable {
  const chains = new Map<string, CompiledNftChain>();
  const chain = (name: string): CompiledNftChain | undefined => {
    const known = chains.get(name);
    if (known) return known;
    const raw = table.chains.get(name);
    if (!raw) return undefined;
    const fresh = compileChain(ns, table, raw);
    chains.set(name, fresh);
    return fresh;
  };
  const baseChains = [...table.chains.values()].flatMap((c) => (c.base ? (chain(c.name) ?? []) : []));
  return { family: table.family, name: table.name, chain, baseChains };
}

function compileChain(ns: Namespace, table: NftTable, raw: NftChain): CompiledNftChain {
  const known: (readonly Statement[] | undefined)[] = [];
  return {
    ...raw,
    statements(i) {
      const done = known[i];
      if (done) return done;
      const rule = raw.rules[i];
      const context: NftContext = {
        ns,
        family: table.family,
        table: table.name,
        set: (name) => table.sets.get(name),
        expression: (x) => compileExpression(x, context),
        point: `${ns.key} nft ${table.family} ${table.name} ${raw.name} ${rule?.handle ?? i}`,
      };
      const statements = (rule?.statements ?? []).map((s) => compileStatement(s, context));
      known[i] = statements;
      return statements;
    },
  };
}

/** A rule, or the head of a chain, as evidence. */
export const nftEvidence = (ns: Namespace, line: number, text: string): Evidence => ({
  node: ns.node,
  netns: ns.dump.id,
  section: 'nft-ruleset',
  line,
  text,
});
export const nftRuleEvidence = (ns: Namespace, rule: NftRule): Evidence => nftEvidence(ns, rule.line, rule.text);
