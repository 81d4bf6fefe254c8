import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tracer } from '../tracer.ts';
import { randomCase } from './case.ts';
import { changeText } from './change.ts';
import { type CaseResult, runCase } from './run-case.ts';
import { Tally } from './tally.ts';

/** Cases that were seen to agree each time that they were run. */
const FIXED = { first: 3000, count: 24 };
const FRESH = 20;
/** Share of fresh questions that must agree; docs/truth.md says what was measured. */
const FLOOR = 0.75;

let tracer: Tracer;
beforeAll(async () => {
  tracer = await Tracer.start();
});
afterAll(() => tracer.stop());

/** Runs cases, four at a time: most of the time is waiting for time-outs. */
async function runAll(seeds: readonly number[]): Promise<ReadonlyMap<number, CaseResult>> {
  const results = new Map<number, CaseResult>();
  const queue = [...seeds];
  const work = async (): Promise<void> => {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift())
      results.set(seed, await runCase(randomCase(seed), tracer));
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return results;
}

const differences = (results: ReadonlyMap<number, CaseResult>): readonly string[] =>
  [...results].flatMap(([seed, { changes, answers }]) =>
    answers
      .filter((a) => a.differ.length > 0)
      .map((a) => JSON.stringify([`seed ${seed}`, a.ask.question, changes.map(changeText), a.differ])),
  );

const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => first + i);

/** Runs those that differ once more, with no other cluster beside them: what a crowd on two cores did to the lab does not come again. */
async function differingAlone(results: ReadonlyMap<number, CaseResult>): Promise<readonly string[]> {
  const alone = new Map<number, CaseResult>();
  for (const [seed, { answers }] of results)
    if (answers.some((a) => a.differ.length > 0)) alone.set(seed, await runCase(randomCase(seed), tracer));
  return differences(alone);
}

test('kernel and Skoop agree on the fixed cases', async () => {
  expect(await differingAlone(await runAll(seedsFrom(FIXED.first, FIXED.count)))).toEqual([]);
});

test('kernel and Skoop agree on most fresh cases', async () => {
  const seed = Date.now() % 1_000_000_000;
  const results = await runAll(seedsFrom(seed, FRESH));
  const tally = new Tally();
  for (const result of results.values()) tally.add(result);
  const told = `npm run truth -- --cases ${FRESH} --seed ${seed}\n${differences(results).join('\n')}`;
  expect(tally.agreed / tally.asked, told).toBeGreaterThanOrEqual(FLOOR);
});
