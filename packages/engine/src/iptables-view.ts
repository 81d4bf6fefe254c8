import type { Evidence, Fix, IptablesChain, IptablesDump, IptablesRule, NamespaceDump } from '@skoop/model';

export type RuleAt = {
  readonly dump: IptablesDump;
  readonly table: string;
  readonly chain: IptablesChain;
  readonly rule: IptablesRule;
};

/** Every iptables rule of a namespace, of both backends and families. */
export function* iptablesRules(dump: NamespaceDump, table?: string): Generator<RuleAt> {
  for (const d of dump.iptables)
    for (const t of d.tables)
      if (table === undefined || t.name === table)
        for (const chain of t.chains) for (const rule of chain.rules) yield { dump: d, table: t.name, chain, rule };
}

/** Value after an option: `argOf(rule, '--dport')`. */
export function argOf(rule: IptablesRule, ...options: readonly string[]): string | undefined {
  const i = rule.args.findIndex((a) => options.includes(a));
  return i < 0 ? undefined : rule.args[i + 1];
}

export const targetOf = (rule: IptablesRule): string | undefined => argOf(rule, '-j', '--jump', '-g', '--goto');

export const ruleEvidence = (node: string, namespace: NamespaceDump, at: RuleAt): Evidence => ({
  node,
  netns: namespace.id,
  section: at.dump.section,
  line: at.rule.line,
  text: at.rule.text,
});

/** `iptables-nft`, `ip6tables-legacy`, ... */
export const programOf = ({ backend, family }: Pick<IptablesDump, 'backend' | 'family'>): string =>
  `${family === 6 ? 'ip6tables' : 'iptables'}-${backend}`;

/** Takes one rule out, by its own words. */
export function deleteRule(node: string, namespace: NamespaceDump, at: RuleAt, explanation: string): Fix {
  const words = at.rule.text.replace(/^-A /, '-D ');
  return {
    node,
    commands: [`${programOf(at.dump)} -t ${at.table} ${words}`],
    explanation,
    edits: [{ kind: 'delete-line', node, netns: namespace.id, section: at.dump.section, line: at.rule.line }],
  };
}

/** The rule that a piece of evidence points to. */
export function ruleOf(namespace: NamespaceDump | undefined, evidence: Evidence | undefined): RuleAt | undefined {
  if (!namespace || !evidence) return undefined;
  for (const at of iptablesRules(namespace))
    if (at.dump.section === evidence.section && at.rule.line === evidence.line) return at;
  return undefined;
}
