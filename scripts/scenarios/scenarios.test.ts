import { existsSync, readFileSync } from 'node:fs';
import { disagreements, readScenarios } from '@skoop/lab';
import { describe, expect, it } from 'vitest';
import { answer, goldenFile, goldenText, snapshotOf, titleOf } from './recorded.ts';

const scenarios = readScenarios().map((s) => [s.scenario.name, s] as const);

describe.each(scenarios)('%s', (_name, recorded) => {
  const { scenario } = recorded;
  const snapshot = snapshotOf(recorded);
  const rows = scenario.questions.map((question, index) => [titleOf(question), question, index] as const);

  it.each(rows)('%s: the kernel agrees', async (_title, question) => {
    const { verdict } = await answer(snapshot, question);
    expect(disagreements(verdict, question.fates, true)).toEqual([]);
  });

  it.each(rows)('%s: the golden is unchanged (else: npm run goldens)', async (_title, question, index) => {
    const file = goldenFile(recorded, index);
    const golden = existsSync(file) ? readFileSync(file, 'utf8') : '';
    // Compared as a whole: a diff of a megabyte helps nobody, the goldens' own diff does.
    expect(goldenText(await answer(snapshot, question)) === golden).toBe(true);
  });

  it('shows its finding, or none where the cluster is healthy', async () => {
    const found = new Set<string>();
    for (const [, question] of rows) {
      const { cluster, nodes } = await answer(snapshot, question);
      for (const s of [...cluster.suspicions, ...nodes.flatMap((n) => n.suspicions)])
        if (s.level !== 'info') found.add(s.id);
    }
    if (scenario.finding === undefined) expect([...found]).toEqual([]);
    else expect([...found]).toContain(scenario.finding);
  });
});

it('covers at least a dozen clusters', () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(12);
});
