import type { Diagnosis } from '@skoop/model';
import { symptomWords } from '@skoop/render';
import type { GlyphKind } from '../ui/Glyph.tsx';
import type { Direction, Views } from './selection.ts';

export type Tone = 'ok' | 'bad' | 'unk';

/** One branch of the conversation with the outcome of both directions together. */
export type BranchRow = {
  readonly id: string;
  /** Branches that the row stands for. */
  readonly ids: readonly string[];
  readonly tone: Tone;
  readonly share: number;
  readonly target: string;
  readonly node: string;
  readonly seen: string;
  /** Direction in which it ends badly, else the request. */
  readonly direction: Direction;
  /** One of several that cannot happen together: which one is not known. */
  readonly maybe: boolean;
};

const IN_SIGHT = 4;
const WEIGHT: Readonly<Record<Tone, number>> = { ok: 0, unk: 1, bad: 2 };

/** Branches as the client experiences them, both directions together. */
export function branchRows(d: Diagnosis, views: Views): readonly BranchRow[] {
  const rows = new Map<string, BranchRow>();
  const drops = new Map(d.verdict.drops.toReversed().map((drop) => [drop.branch, drop]));
  for (const direction of ['request', 'reply'] as const)
    for (const b of views[direction].branches) {
      const old = rows.get(b.id);
      if (old && WEIGHT[old.tone] >= WEIGHT[b.tone]) continue;
      const drop = drops.get(b.id);
      const seen =
        b.tone === 'ok'
          ? symptomWords.connected.brief
          : b.tone === 'bad' && drop
            ? symptomWords[drop.symptom].brief
            : b.tone === 'bad'
              ? 'dropped'
              : 'not known';
      rows.set(b.id, {
        id: b.id,
        ids: [b.id],
        tone: b.tone,
        share: old?.share ?? b.share,
        target: old?.target ?? b.target,
        node: old?.node ?? b.node,
        seen,
        direction,
        maybe: false,
      });
    }
  // A few are read from left to right like the bar above them; of many only the first are seen, so the worst come first.
  const all = merged([...rows.values()]);
  const sign = all.length > IN_SIGHT ? -1 : 1;
  return all.toSorted((a, b) => sign * (WEIGHT[a.tone] - WEIGHT[b.tone]) || b.share - a.share);
}

/** Rows that say the same become one. Where a rule was not evaluated the branches are alternatives: their shares add up to more than all. */
function merged(rows: readonly BranchRow[]): readonly BranchRow[] {
  const maybe = rows.reduce((sum, r) => sum + r.share, 0) > 1.01;
  if (!maybe) return rows;
  const alike = new Map<string, BranchRow>();
  for (const row of rows) {
    const key = `${row.tone} ${row.target} ${row.node} ${row.seen}`;
    const old = alike.get(key);
    alike.set(key, { ...(old ?? row), ids: [...(old?.ids ?? []), row.id], maybe });
  }
  const share = 1 / alike.size;
  return [...alike.values()].map((row) => ({ ...row, share }));
}

/** The disc for a set of outcomes. */
export function glyphOf(tones: readonly Tone[]): GlyphKind {
  const has = (t: Tone) => tones.includes(t);
  if (has('bad')) return has('ok') ? 'part' : has('unk') ? 'worse' : 'bad';
  if (has('unk')) return has('ok') ? 'half' : 'unk';
  return has('ok') ? 'ok' : 'ring';
}
