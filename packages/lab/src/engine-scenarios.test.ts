import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { applyEdits, readSnapshot, type SnapshotFile } from '@skoop/collector';
import type { Diagnosis, Suspicion } from '@skoop/model';
import { clusterOverview, diagnose } from '@skoop/providers';
import { describe, expect, it } from 'vitest';
import { SCENARIOS_DIRECTORY, type Scenario } from './scenarios/scenario.ts';

// The recorded clusters: each fault is named by its finding, a healthy cluster by none, and trying the fix makes it go away.
const names = readdirSync(SCENARIOS_DIRECTORY, { withFileTypes: true })
  .filter((d) => d.isDirectory())
  .map((d) => d.name)
  .sort();

function filesOf(name: string): readonly SnapshotFile[] {
  const root = path.join(SCENARIOS_DIRECTORY, name, 'snapshot');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => path.relative(root, path.join(f.parentPath, f.name)))
    .map((file) => ({ path: file, bytes: readFileSync(path.join(root, file)) }));
}
const scenarioOf = (name: string): Scenario =>
  JSON.parse(readFileSync(path.join(SCENARIOS_DIRECTORY, name, 'scenario.json'), 'utf8'));
const ask = (files: readonly SnapshotFile[], question: Scenario['questions'][number]['question']): Promise<Diagnosis> =>
  diagnose({ snapshot: readSnapshot(files), ...question, now: () => new Date(0) });
const suspicionsOf = (d: Diagnosis): readonly Suspicion[] => [
  ...d.cluster.suspicions,
  ...d.nodes.flatMap((n) => n.suspicions),
];
const broken = names.filter((n) => scenarioOf(n).finding !== undefined);

describe('recorded faults', () => {
  it.each(broken)('%s: its finding is the first cause', async (name) => {
    const { finding, questions } = scenarioOf(name);
    const [first] = questions;
    if (!first) throw new Error('a scenario without a question');
    const found = suspicionsOf(await ask(filesOf(name), first.question)).filter((s) => s.id === finding);
    expect(found.map((s) => s.level)).toContain('fatal');
    for (const s of found) expect(s.evidence.length, s.message).toBeGreaterThan(0);
  });

  it.each(broken)('%s: where its fix can be tried, the packet arrives afterwards', async (name) => {
    const { finding, questions } = scenarioOf(name);
    const [first] = questions;
    if (!first) throw new Error('a scenario without a question');
    const files = filesOf(name);
    const before = await ask(files, first.question);
    const edits = suspicionsOf(before).find((s) => s.id === finding)?.fix?.edits ?? [];
    if (edits.length === 0) return;
    const after = await ask(applyEdits(files, edits), first.question);
    expect(after.verdict.sentence).toMatch(/answer comes back/);
    expect(suspicionsOf(after).filter((s) => s.id === finding && s.level !== 'info')).toEqual([]);
  });
});

describe('recorded healthy clusters', () => {
  const healthy = names.filter((n) => scenarioOf(n).finding === undefined);
  const tooLoud = (s: Suspicion): boolean => s.level !== 'info';

  it.each(healthy)('%s: nothing is suspicious', async (name) => {
    const files = filesOf(name);
    expect(clusterOverview(readSnapshot(files)).hazards.filter(tooLoud)).toEqual([]);
    for (const { question } of scenarioOf(name).questions)
      expect(suspicionsOf(await ask(files, question)).filter(tooLoud)).toEqual([]);
  });
});
