import type { Verdict } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fate } from '../../fate.ts';
import { type Disagreement, disagreements } from '../../truth/disagreements.ts';
import { compareShares } from '../../truth/shares.ts';
import { inWordsOf } from '../older-words.ts';
import { ipvsCases } from './cases.ts';
import { recordedCases, recordedSnapshot } from './recorded.ts';

// What a kernel with IPVS did (record.ts), against what Skoop says of the same dumps: every field, and who is chosen how often.

/** Differences that are known, by case and question, with their reason. One that goes away must leave this list. */
const DECLARED: Readonly<Record<string, string>> = {
  'schedulers: default/client -> 10.96.0.11 9012 tcp': 'lblc: the server set aside for an address is shown nowhere',
  'schedulers: default/client -> 10.96.0.11 9013 tcp': 'lblcr: the same',
  'tunnel: node/node-1 -> 10.96.0.11 80 tcp': 'what an IPIP device makes of a packet is not evaluated yet',
  'tunnel: default/client -> 10.96.0.11 80 tcp': 'the same',
};

const siteOf = (f: Fate): string =>
  f.server && f.outcome === 'delivered'
    ? `${f.server.node || '-'}/${f.server.netns} at ${f.server.address} sees ${f.server.source}`
    : 'fails';

function differences(verdict: Verdict, fates: readonly Fate[], counts: readonly number[]): readonly Disagreement[] {
  const seen = new Map<string, number>();
  fates.forEach((f, i) => {
    seen.set(siteOf(f), (seen.get(siteOf(f)) ?? 0) + (counts[i] ?? 0));
  });
  return [...disagreements(verdict, fates, false), ...compareShares(seen, verdict, false)];
}

const recorded = recordedCases();

it('every case is recorded', () => {
  expect(recorded.map((c) => c.name)).toEqual(ipvsCases.map((c) => c.name).sort());
});

describe.each(recorded.map((c) => [c.name, c] as const))('%s', (name, c) => {
  let snapshot: Awaited<ReturnType<typeof recordedSnapshot>>;
  beforeAll(async () => {
    snapshot = await recordedSnapshot(name);
  });
  const rows = c.questions.map((q) => {
    const { source, destination, port, protocol } = q.question;
    return [[source, '->', destination, port ?? '', protocol].join(' '), q] as const;
  });

  it.each(rows)('%s', async (title, { question, fates, counts }) => {
    const { verdict } = await diagnose({ snapshot, ...question, now: () => new Date(0) });
    const found = differences(inWordsOf(c.kernel, verdict), fates, counts);
    const known = DECLARED[`${name}: ${title}`];
    if (known === undefined) expect(found).toEqual([]);
    else expect(found, `this is known now, take it off the list: ${known}`).not.toEqual([]);
  });
});
