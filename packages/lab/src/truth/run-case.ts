import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Verdict } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { Cluster } from '../cluster.ts';
import { demoTopology } from '../demo-topology.ts';
import type { Fate } from '../fate.ts';
import { fatesOf } from '../fates.ts';
import type { Ask } from '../faults/fault.ts';
import { recordSnapshot } from '../record-snapshot.ts';
import type { Tracer } from '../tracer.ts';
import type { TruthCase } from './case.ts';
import { applyChange, type Change } from './change.ts';
import { type Disagreement, disagreements } from './disagreements.ts';
import { readFolder } from './read-folder.ts';

/** What the kernel and Skoop said to one question. */
export type Answer = {
  readonly ask: Ask;
  readonly fates: readonly Fate[];
  readonly verdict: Verdict;
  readonly differ: readonly Disagreement[];
};

export type CaseResult = {
  /** Changes that the kernel took. */
  readonly changes: readonly Change[];
  readonly answers: readonly Answer[];
};

const CHOICES = 3; // how often a question is asked whose answer may be chosen by dice

const chooses = (ask: Ask): boolean => /^svc\/|^\d/.test(ask.question.destination) && ask.question.protocol === 'tcp';

/** Builds the cluster of a case, changes it, takes its snapshot and asks kernel and Skoop. */
export async function runCase(truth: TruthCase, tracer: Tracer): Promise<CaseResult> {
  const cluster = await Cluster.up(demoTopology(truth.topology));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-truth-'));
  try {
    const changes: Change[] = [];
    for (const change of truth.changes) if (await applyChange(cluster, change)) changes.push(change);
    await recordSnapshot(cluster, folder);
    const snapshot = readFolder(folder);
    const answers: Answer[] = [];
    for (const ask of truth.asks) {
      const shares = await fatesOf(cluster, tracer, ask.flow, chooses(ask) ? CHOICES : 1);
      const fates = shares.map((s) => s.fate);
      const { verdict } = await diagnose({ snapshot, ...ask.question, now: () => new Date(0) });
      answers.push({ ask, fates, verdict, differ: disagreements(verdict, fates, false) });
    }
    return { changes, answers };
  } finally {
    await cluster.down();
    rmSync(folder, { recursive: true, force: true });
  }
}
