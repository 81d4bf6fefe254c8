import type { BranchRow } from './branchRows.ts';

/** More rows than this are read by kind, not one by one. */
const READ_ONE_BY_ONE = 12;
/** Rows of a kind that stay by themselves: who fails is worth its name, who works is not. */
const BY_NAME: Readonly<Record<BranchRow['tone'], number>> = { bad: 5, unk: 3, ok: 0 };

/** Of many branches, those that end alike become one row; it stands for all of `ids`. */
export function foldRows(rows: readonly BranchRow[]): readonly BranchRow[] {
  if (rows.length <= READ_ONE_BY_ONE) return rows;
  const kinds = new Map<string, BranchRow[]>();
  for (const row of rows) {
    const kind = `${row.tone} ${row.seen}`;
    const list = kinds.get(kind);
    if (list) list.push(row);
    else kinds.set(kind, [row]);
  }
  return [...kinds.values()].flatMap((list) => {
    const named = BY_NAME[list[0]?.tone ?? 'ok'];
    const rest = list.slice(named);
    const [first] = rest;
    if (!first || rest.length < 3) return list;
    const nodes = new Set(rest.map((r) => r.node)).size;
    return [
      ...list.slice(0, named),
      {
        ...first,
        ids: rest.flatMap((r) => r.ids),
        share: rest.reduce((sum, r) => sum + r.share, 0),
        target: `${rest.length.toLocaleString('en')}${named > 0 ? ' more' : ''} alike`,
        node: nodes > 1 ? `on ${nodes.toLocaleString('en')} nodes` : first.node,
      },
    ];
  });
}
