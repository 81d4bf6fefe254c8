import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Diagnosis, Snapshot } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { Cluster } from '../cluster.ts';
import type { Fate } from '../fate.ts';
import { fatesOf } from '../fates.ts';
import { recordSnapshot } from '../record-snapshot.ts';
import type { Tracer } from '../tracer.ts';
import { applyChange } from '../truth/change.ts';
import { type Disagreement, disagreements } from '../truth/disagreements.ts';
import { readFolder } from '../truth/read-folder.ts';
import type { RuleAsk, RuleSet } from './rule-set.ts';

export type RuleAnswer = {
  readonly ask: RuleAsk;
  readonly fates: readonly Fate[];
  readonly diagnosis: Diagnosis;
  readonly differ: readonly Disagreement[];
};

/** Where dice decide, some of the futures are enough: shares are the matter of the random test. */
const CHOICES = 2;

async function answer(cluster: Cluster, tracer: Tracer, snapshot: Snapshot, ask: RuleAsk): Promise<RuleAnswer> {
  const diagnosis = await diagnose({
    snapshot,
    ...(ask.anybody ? {} : { uid: 0 }),
    ...ask.question,
    now: () => new Date(0),
  });
  const { verdict } = diagnosis;
  const dice = verdict.servers.length + verdict.drops.length > 1;
  const fates = (await fatesOf(cluster, tracer, ask.flow, dice ? CHOICES : 1, 0)).map((s) => s.fate);
  return { ask, fates, diagnosis, differ: disagreements(verdict, fates, false) };
}

/** Builds a cluster, puts the rules in, takes its snapshot and asks kernel and Skoop the same. Rejects where the kernel takes a change not. */
export async function runRuleSet(set: RuleSet, tracer: Tracer): Promise<readonly RuleAnswer[]> {
  const cluster = await Cluster.up(set.topology);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-rules-'));
  try {
    await set.prepare?.(cluster);
    for (const change of set.changes) {
      if ('sh' in change) await cluster.sh(change.target, change.sh);
      else if (!(await applyChange(cluster, change))) throw new Error(`${change.construct} was not taken`);
    }
    await recordSnapshot(cluster, folder);
    const snapshot = readFolder(folder);
    const answers: RuleAnswer[] = [];
    for (const ask of set.asks) answers.push(await answer(cluster, tracer, snapshot, ask));
    return answers;
  } finally {
    await cluster.down();
    rmSync(folder, { recursive: true, force: true });
  }
}
