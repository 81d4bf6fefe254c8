import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { disagreements } from './disagreements.ts';
import { answer, goldenFile, goldenText, recordedScenarios, snapshotOf } from './recorded.ts';

const scenarios = recordedScenarios();

describe.each(scenarios)('$name', (scenario) => {
  const snapshot = snapshotOf(scenario);
  const cases = scenario.questions.map((question, index) => ({
    question,
    index,
    title: `${question.question.source} -> ${question.question.destination} ${question.question.port ?? ''} ${question.question.protocol}`,
  }));

  it.each(cases)('$title: the kernel agrees', async ({ question }) => {
    expect(disagreements(await answer(snapshot, question), question.fates)).toEqual([]);
  });

  it.each(cases)('$title: the golden is unchanged (npm run goldens)', async ({ question, index }) => {
    const file = goldenFile(scenario, index);
    const golden = existsSync(file) ? readFileSync(file, 'utf8') : '';
    expect(goldenText(await answer(snapshot, question))).toBe(golden);
  });

  it('shows its finding, or none where the cluster is healthy', async () => {
    const levels = ['warning', 'critical', 'fatal'];
    const found = new Set<string>();
    for (const { question } of cases) {
      const { cluster, nodes } = await answer(snapshot, question);
      for (const s of [...cluster.suspicions, ...nodes.flatMap((n) => n.suspicions)])
        if (levels.includes(s.level)) found.add(s.id);
    }
    if (scenario.finding) expect([...found]).toContain(scenario.finding);
    else expect([...found]).toEqual([]);
  });
});

it('covers at least a dozen clusters', () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(12);
});
