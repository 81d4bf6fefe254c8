import { diagnose } from '@skoop/providers';
import { describe, expect, test } from 'vitest';
import { disagreements } from '../truth/disagreements.ts';
import { readFolder } from '../truth/read-folder.ts';
import { readScenarios } from './scenario.ts';

const NOW = (): Date => new Date('2026-01-15T10:00:00Z');

describe.each(readScenarios().map((s) => [s.scenario.name, s] as const))('%s', (_name, { scenario, snapshot }) => {
  const read = readFolder(snapshot);
  const rows = scenario.questions.map(
    (q) =>
      [`${q.question.source} -> ${q.question.destination} ${q.question.protocol} ${q.question.port ?? ''}`, q] as const,
  );
  test.each(rows)('%s: the verdict is what the kernel did', async (_title, { question, fates }) => {
    const { verdict } = await diagnose({ snapshot: read, ...question, now: NOW });
    expect(disagreements(verdict, fates, false)).toEqual([]);
  });
});
