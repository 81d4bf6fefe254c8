/** Rules of one table on their way to iptables-restore. */
export type TableText = { readonly chains: readonly string[]; readonly rules: readonly string[] };
export type RuleText = Readonly<Record<'mangle' | 'filter' | 'nat', TableText>>;

/** Tables one after the other; a chain named twice is declared once. */
export function joinTables(texts: readonly RuleText[]): RuleText {
  const join = (table: keyof RuleText): TableText => ({
    chains: [...new Set(texts.flatMap((t) => t[table].chains))],
    rules: texts.flatMap((t) => t[table].rules),
  });
  return { mangle: join('mangle'), filter: join('filter'), nat: join('nat') };
}

/** Input of iptables-restore. */
export const restoreInput = (text: RuleText): string =>
  (['mangle', 'filter', 'nat'] as const)
    .map((table) =>
      [
        `*${table}`,
        ...text[table].chains.map((c) => `:${c} - [0:0]`),
        ...text[table].rules.map((r) => `-A ${r}`),
        'COMMIT\n',
      ].join('\n'),
    )
    .join('');
