import type { Evidence, Family, IptablesBackend, IptablesChain, IptablesRule, IptablesTable } from '@skoop/model';
import { memoise, type Namespace } from '../../namespace.ts';
import { type Match, maybe } from '../answer.ts';
import { type ChainIndex, indexChain } from './chain-index.ts';
import { compileHeader } from './header.ts';
import { matchModules } from './matches/index.ts';
import type { CompileContext, Target } from './module.ts';
import { splitRule } from './split-rule.ts';
import { targetModules } from './targets/index.ts';

/** One rule, ready to be asked. */
export type CompiledRule = {
  readonly tests: readonly Match[];
  /** Name of the chain to visit, or what the target does, or nothing at all. */
  readonly action:
    | { readonly kind: 'jump' | 'goto'; readonly chain: string }
    | { readonly kind: 'target'; readonly target: Target; readonly name: string }
    | { readonly kind: 'none' };
};

/** A chain that compiles each of its rules when it is first visited. */
export type CompiledChain = {
  readonly name: string;
  readonly line: number;
  readonly policy: string | undefined;
  readonly rules: readonly IptablesRule[];
  rule(index: number): CompiledRule;
  readonly index: () => ChainIndex;
};

/** A table of one backend with its chains by name. */
export type CompiledTable = {
  readonly name: string;
  readonly backend: IptablesBackend;
  readonly family: Family;
  readonly section: string;
  readonly chains: ReadonlyMap<string, CompiledChain>;
};

/** Every iptables table of a namespace, of both backends and families. */
export const iptablesTables = (ns: Namespace): readonly CompiledTable[] => compiled(ns)(ns);

const compiled = memoise((dump) => {
  let tables: readonly CompiledTable[] | undefined;
  // The context needs the namespace, which belongs to the dump one to one.
  return (ns: Namespace) => {
    tables ??= dump.iptables.flatMap((d) => d.tables.map((t) => compileTable(ns, t, d.backend, d.family, d.section)));
    return tables;
  };
});

function compileTable(
  ns: Namespace,
  table: IptablesTable,
  backend: IptablesBackend,
  family: Family,
  section: string,
): CompiledTable {
  const chains = new Map<string, CompiledChain>();
  const isChain = (name: string): boolean => chains.has(name);
  for (const chain of table.chains) {
    const context: Omit<CompileContext, 'point'> = {
      ns,
      family,
      table: table.name,
      chain: chain.name,
      recentSets: () => recentSets(ns),
    };
    chains.set(chain.name, compileChain(chain, context, section, isChain));
  }
  return { name: table.name, backend, family, section, chains };
}

function compileChain(
  chain: IptablesChain,
  context: Omit<CompileContext, 'point'>,
  section: string,
  isChain: (name: string) => boolean,
): CompiledChain {
  const rules: (CompiledRule | undefined)[] = [];
  let index: ChainIndex | undefined;
  return {
    name: chain.name,
    line: chain.line,
    policy: chain.policy,
    rules: chain.rules,
    rule(i) {
      const known = rules[i];
      if (known) return known;
      const raw = chain.rules[i];
      const point = `${context.ns.key} ${section}:${raw?.line ?? 0}`;
      const rule = compileRule(raw?.args ?? [], { ...context, point }, isChain);
      rules[i] = rule;
      return rule;
    },
    index: () => {
      index ??= indexChain(chain.rules);
      return index;
    },
  };
}

const arity = (kind: 'match' | 'target', name: string): Readonly<Record<string, number>> | undefined =>
  (kind === 'match' ? matchModules : targetModules).get(name)?.options;

/** Compiles one rule. What is not understood becomes a test that answers `maybe`; nothing throws. */
export function compileRule(
  args: readonly string[],
  context: CompileContext,
  isChain: (name: string) => boolean,
): CompiledRule {
  const split = splitRule(args, arity);
  const tests: Match[] = split.header.length > 0 ? [compileHeader(split.header)] : [];
  for (const m of split.matches) {
    const test = m.words.length === 0 ? matchModules.get(m.name)?.compile(m.options, context) : undefined;
    tests.push(test ?? unknownMatch(m.name));
  }
  const target = split.target;
  if (!target) return { tests, action: { kind: 'none' } };
  if (isChain(target.name)) return { tests, action: { kind: target.goto ? 'goto' : 'jump', chain: target.name } };
  const known =
    target.words.length === 0 ? targetModules.get(target.name)?.compile(target.options, context) : undefined;
  return {
    tests,
    action: { kind: 'target', name: target.name, target: known ?? unknownTarget(target.name, context.point) },
  };
}

const unknownMatch =
  (name: string): Match =>
  () =>
    maybe(`the match \`${name}\` cannot be evaluated from a snapshot`);

/** A target that nobody knows may let the packet go on, or end its way. */
const unknownTarget = (name: string, point: string): Target => ({
  run: (skb) =>
    (['continue', 'drop'] as const).map((verdict, index) => ({
      choices: [
        {
          kind: 'maybe',
          point,
          index,
          gap: {
            id: 'target-not-evaluated',
            node: skb.ns.node,
            netns: skb.ns.label,
            message: `The target \`${name}\` is not known: it may let the packet pass, change or drop it`,
          },
        },
      ],
      value: { verdict, skb },
    })),
});

/** Names of `recent` lists that a `--set` rule of this namespace fills. */
const recentSets = memoise((dump): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const d of dump.iptables)
    for (const t of d.tables)
      for (const c of t.chains)
        for (const r of c.rules) {
          if (!r.args.includes('recent') || !r.args.includes('--set')) continue;
          const at = r.args.indexOf('--name');
          names.add(at < 0 ? 'DEFAULT' : (r.args[at + 1] ?? 'DEFAULT'));
        }
  return names;
});

/** A rule as evidence. */
export const ruleEvidence = (ns: Namespace, section: string, rule: IptablesRule): Evidence => ({
  node: ns.node,
  netns: ns.dump.id,
  section,
  line: rule.line,
  text: rule.text,
});
