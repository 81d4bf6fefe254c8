import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readSnapshot, untar } from '@skoop/collector';
import type { Verdict } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { describe, expect, it } from 'vitest';
import { type Disagreement, disagreements } from './disagreements.ts';
import type { KeptCase } from './kept-case.ts';
import { KEPT, readKept } from './page.ts';

// Cases in which Skoop once differed from the kernel, with the dumps of that very cluster and what the kernel did: replayed without a kernel.
const cases = new Map(readKept().map((k) => [k.name, k.kept]));
const names = [...cases.keys()];
const caseOf = (name: string): KeptCase => cases.get(name) as KeptCase;

async function verdictOf(name: string): Promise<Verdict> {
  const packed = readFileSync(path.join(KEPT, name, 'snapshot.tar.gz'));
  const snapshot = readSnapshot(await untar(new Uint8Array(packed)));
  return (await diagnose({ snapshot, ...caseOf(name).question, uid: 0, now: () => new Date(0) })).verdict;
}

const differences = async (name: string): Promise<readonly Disagreement[]> =>
  disagreements(await verdictOf(name), caseOf(name).fates, false);

describe('kept cases agree with what the kernel did', () => {
  it.each(names.filter((n) => caseOf(n).declared === undefined))('%s', async (name) => {
    expect(await differences(name), caseOf(name).title).toEqual([]);
  });
});

it('declared differences are still there: one that is gone is no longer declared', async () => {
  const gone: string[] = [];
  for (const name of names.filter((n) => caseOf(n).declared !== undefined))
    if ((await differences(name)).length === 0) gone.push(name);
  expect(gone).toEqual([]);
});
