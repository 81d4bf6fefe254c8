import type { Verdict } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fate } from '../fate.ts';
import { type Disagreement, disagreements } from '../truth/disagreements.ts';
import { compareShares } from '../truth/shares.ts';
import { inWordsOf } from './older-words.ts';
import { recordedCases, recordedSnapshot } from './recorded.ts';

/** Differences that are known, by `case: question`, with their reason. One that goes away must leave the list. */
export type Declared = Readonly<Record<string, string>>;

const siteOf = (f: Fate): string =>
  f.server && f.outcome === 'delivered'
    ? `${f.server.node || '-'}/${f.server.netns} at ${f.server.address} sees ${f.server.source}`
    : 'fails';

function differences(verdict: Verdict, fates: readonly Fate[], counts: readonly number[]): readonly Disagreement[] {
  const seen = new Map<string, number>();
  fates.forEach((f, i) => {
    seen.set(siteOf(f), (seen.get(siteOf(f)) ?? 0) + (counts[i] ?? 0));
  });
  // Nobody tells who answered a ping.
  const told = fates.every((f) => f.outcome !== 'delivered' || f.server);
  return [...disagreements(verdict, fates, false), ...(told ? compareShares(seen, verdict, false) : [])];
}

/** Tests of a group: what another kernel did, against what Skoop says of the same dumps: every field, and who is chosen how often. */
export function replayRecordings(group: string, names: readonly string[], declared: Declared): void {
  const recorded = recordedCases(group);

  it('every case is recorded', () => {
    expect(recorded.map((c) => c.name)).toEqual(names.toSorted());
  });

  describe.each(recorded.map((c) => [c.name, c] as const))('%s', (name, c) => {
    let snapshot: Awaited<ReturnType<typeof recordedSnapshot>>;
    beforeAll(async () => {
      snapshot = await recordedSnapshot(group, name);
    });
    const rows = c.questions.map((q) => {
      const { source, destination, port, protocol, size } = q.question;
      const words = [source, '->', destination, port ?? '', protocol, ...(size === undefined ? [] : [size])];
      return [words.join(' '), q] as const;
    });

    it.each(rows)('%s', async (title, { question, fates, counts }) => {
      const { verdict } = await diagnose({ snapshot, ...question, now: () => new Date(0) });
      const found = differences(inWordsOf(c.kernel, verdict), fates, counts);
      const known = declared[`${name}: ${title}`];
      if (known === undefined) expect(found).toEqual([]);
      else expect(found, `this is known now, take it off the list: ${known}`).not.toEqual([]);
    });
  });
}
