import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Verdict } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { Cluster } from '../cluster.ts';
import type { Fate } from '../fate.ts';
import { fatesOf } from '../fates.ts';
import { recordSnapshot } from '../record-snapshot.ts';
import type { Tracer } from '../tracer.ts';
import type { TruthCase } from './case.ts';
import { applyChange, type Change } from './change.ts';
import { type Disagreement, disagreements } from './disagreements.ts';
import type { TruthAsk } from './grammar/flows.ts';
import { readFolder } from './read-folder.ts';
import { askShares } from './shares.ts';

/** What the kernel and Skoop said to one question. */
export type Answer = {
  readonly ask: TruthAsk;
  readonly fates: readonly Fate[];
  readonly verdict: Verdict;
  readonly differ: readonly Disagreement[];
};

export type CaseResult = {
  /** Changes that the kernel took. */
  readonly changes: readonly Change[];
  /** What the cluster is. */
  readonly kinds: readonly string[];
  readonly answers: readonly Answer[];
};

/** How often a question is asked of which Skoop says that dice decide. */
const CHOICES = 3;
const LARGE = 1000; // bytes
/** How often to look which rule's counter moves. */
const TO_EXPLAIN = 2;

async function answer(
  cluster: Cluster,
  tracer: Tracer,
  ask: TruthAsk,
  verdict: Verdict,
  sticky: boolean,
): Promise<Answer> {
  const dice = verdict.servers.length + verdict.drops.length > 1;
  const fates = (await fatesOf(cluster, tracer, ask.flow, dice ? CHOICES : 1, TO_EXPLAIN)).map((s) => s.fate);
  const differ = disagreements(verdict, fates, false);
  const chooses = dice || /service|node port|loopback/.test(ask.kind);
  // Many large datagrams at once overflow a socket's buffer.
  const large = ask.flow.protocol === 'udp' && (ask.flow.size ?? 0) > LARGE;
  const shares =
    differ.length > 0 || verdict.outcome === 'unknown' || !chooses || ask.flow.protocol === 'icmp' || large
      ? []
      : await askShares(cluster, ask.flow, verdict, sticky || ask.sticky === true);
  return { ask, fates, verdict, differ: [...differ, ...shares] };
}

/** Builds the cluster of a case, changes it, takes its snapshot and asks kernel and Skoop. `keep`: where the snapshot goes. */
export async function runCase(truth: TruthCase, tracer: Tracer, keep?: string): Promise<CaseResult> {
  const cluster = await Cluster.up(truth.topology);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-truth-'));
  try {
    const changes: Change[] = [];
    for (const change of truth.changes) if (await applyChange(cluster, change)) changes.push(change);
    await recordSnapshot(cluster, folder);
    if (keep !== undefined) cpSync(folder, keep, { recursive: true });
    const snapshot = readFolder(folder);
    const answers: Answer[] = [];
    for (const ask of truth.asks) {
      const { verdict } = await diagnose({ snapshot, ...ask.question, uid: 0, now: () => new Date(0) });
      answers.push(await answer(cluster, tracer, ask, verdict, truth.sticky));
    }
    return { changes, kinds: truth.kinds, answers };
  } finally {
    await cluster.down();
    rmSync(folder, { recursive: true, force: true });
  }
}
