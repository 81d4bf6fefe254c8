import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Fate } from '../fate.ts';
import type { Question } from '../faults/fault.ts';
import type { Tracer } from '../tracer.ts';
import type { TruthCase } from './case.ts';
import { type Change, changeText } from './change.ts';
import type { TruthAsk } from './grammar/flows.ts';
import { runCase } from './run-case.ts';

/** `case.json` of a kept case, beside its `snapshot.tar.gz`: replayed without root by kept-cases.test.ts. */
export type KeptCase = {
  /** Why it is kept, one sentence. */
  readonly title: string;
  readonly seed: number;
  readonly kernel: string;
  /** What was done to the cluster. */
  readonly changes: readonly string[];
  readonly question: Question;
  /** The futures that the kernel was seen to have. */
  readonly fates: readonly Fate[];
  /** Why Skoop is allowed to differ; the test fails as soon as it does not any more. */
  readonly declared?: string;
};

/** Runs one question of a case again and writes its snapshot and fate below a folder. Returns the new folder's path. */
export async function keepCase(
  below: string,
  truth: TruthCase,
  changes: readonly Change[],
  ask: TruthAsk,
  tracer: Tracer,
): Promise<string> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'skoop-kept-'));
  try {
    const { answers } = await runCase({ ...truth, changes, asks: [ask] }, tracer, path.join(work, 'snapshot'));
    const [answer] = answers;
    const folder = path.join(
      below,
      `seed-${truth.seed}-${changes.map((c) => c.construct.replaceAll(/\W+/g, '-')).join('-')}`.slice(0, 80),
    );
    mkdirSync(folder, { recursive: true });
    const kept: KeptCase = {
      title: (answer?.differ ?? [])
        .map((d) => `${d.field}: the kernel says ${d.kernel}, Skoop said ${d.skoop}`)
        .join('; '),
      seed: truth.seed,
      kernel: os.release(),
      changes: changes.map(changeText),
      question: ask.question,
      fates: answer?.fates ?? [],
    };
    writeFileSync(path.join(folder, 'case.json'), `${JSON.stringify(kept, null, 2)}\n`);
    const fixed = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=2026-01-15 10:00Z'];
    execFileSync('tar', [...fixed, '-czf', path.join(folder, 'snapshot.tar.gz'), '-C', work, 'snapshot']);
    return folder;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
