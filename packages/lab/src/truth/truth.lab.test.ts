import os from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tracer } from '../tracer.ts';
import { changeText } from './change.ts';
import { runAll } from './run-all.ts';
import { mergeReports, reportOf, type TruthReport } from './tally.ts';

/** Cases that were seen to agree each time that they were run. */
const FIXED = { first: 20_000, count: 150 };
const FRESH = 150;
/** Share of fresh questions that must agree; docs/truth.md says what was measured. */
const FLOOR = 0.97;
const MINUTES = 60_000;

let tracer: Tracer;
beforeAll(async () => {
  tracer = await Tracer.start();
});
afterAll(() => tracer.stop());

async function reportFor(first: number, count: number): Promise<TruthReport> {
  const reports: TruthReport[] = [];
  const seeds = Array.from({ length: count }, (_, i) => first + i);
  await runAll(seeds, tracer, ({ truth, result }) =>
    reports.push(reportOf(truth.seed, result, result.changes.map(changeText), os.release())),
  );
  return mergeReports(reports);
}

test('kernel and Skoop agree on the fixed cases', { timeout: 6 * MINUTES }, async () => {
  expect((await reportFor(FIXED.first, FIXED.count)).differences).toEqual([]);
});

test('kernel and Skoop agree on most fresh cases', { timeout: 6 * MINUTES }, async () => {
  const seed = Date.now() % 1_000_000_000;
  const report = await reportFor(seed, FRESH);
  const told = `npm run truth -- --cases ${FRESH} --seed ${seed}\n${JSON.stringify(report.differences, null, 1)}`;
  expect(report.agreed / report.asked, told).toBeGreaterThanOrEqual(FLOOR);
});
