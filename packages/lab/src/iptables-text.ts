/** Rules of one table on their way to iptables-restore. */
export type TableText = { readonly chains: readonly string[]; readonly rules: readonly string[] };
export type RuleText = Readonly<Record<'mangle' | 'filter' | 'nat', TableText>> & { readonly raw?: TableText };

const NONE: TableText = { chains: [], rules: [] };
export const emptyRules: RuleText = { mangle: NONE, filter: NONE, nat: NONE };

/** Tables one after the other; a chain named twice is declared once. */
export function joinTables(texts: readonly RuleText[]): RuleText {
  const join = (table: keyof RuleText): TableText => ({
    chains: [...new Set(texts.flatMap((t) => t[table]?.chains ?? []))],
    rules: texts.flatMap((t) => t[table]?.rules ?? []),
  });
  const raw = texts.some((t) => t.raw) ? { raw: join('raw') } : {};
  return { ...raw, mangle: join('mangle'), filter: join('filter'), nat: join('nat') };
}

/** Input of iptables-restore. */
export const restoreInput = (text: RuleText): string =>
  (['raw', 'mangle', 'filter', 'nat'] as const)
    .flatMap((table) => {
      const { [table]: its } = text;
      return its ? [{ table, its }] : [];
    })
    .map(({ table, its }) =>
      [`*${table}`, ...its.chains.map((c) => `:${c} - [0:0]`), ...its.rules.map((r) => `-A ${r}`), 'COMMIT\n'].join(
        '\n',
      ),
    )
    .join('');
