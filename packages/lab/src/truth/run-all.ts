import type { Tracer } from '../tracer.ts';
import { randomCase, type TruthCase } from './case.ts';
import { type CaseResult, runCase } from './run-case.ts';

export type Ran = {
  readonly truth: TruthCase;
  readonly result: CaseResult /** Differed in the crowd, agreed alone. */;
  readonly notAgain: number;
};

const differing = (result: CaseResult): number => result.answers.filter((a) => a.differ.length > 0).length;
/** Most of the time is waiting for time-outs. */
export const AT_ONCE = 8;

async function workers<T>(count: number, queue: T[], work: (item: T) => Promise<void>): Promise<void> {
  const one = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: count }, one));
}

/**
 * Runs the cases of seeds, several at a time. Those that differ run once more, two at a time, and then alone: what a crowd on a small machine did
 * to the lab does not come again, and only what does is a difference.
 */
export async function runAll(
  seeds: readonly number[],
  tracer: Tracer,
  told: (ran: Ran) => void,
  only?: readonly string[],
): Promise<void> {
  const doubtful: { truth: TruthCase; result: CaseResult; first: number }[] = [];
  await workers(AT_ONCE, [...seeds], async (seed) => {
    const truth = randomCase(seed, only);
    const result = await runCase(truth, tracer);
    const first = differing(result);
    if (first > 0) doubtful.push({ truth, result, first });
    else told({ truth, result, notAgain: 0 });
  });
  for (const count of [2, 1]) {
    const still: typeof doubtful = [];
    await workers(count, doubtful.splice(0), async ({ truth, first }) => {
      const again = await runCase(truth, tracer);
      if (differing(again) > 0 && count > 1) still.push({ truth, result: again, first });
      else told({ truth, result: again, notAgain: Math.max(first - differing(again), 0) });
    });
    doubtful.push(...still);
  }
}
