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
 * Runs the cases of seeds, several at a time. Those that differ run once more, two at a time: what a crowd on a small machine did to the lab does
 * not come again, and only what does is a difference.
 */
export async function runAll(
  seeds: readonly number[],
  tracer: Tracer,
  told: (ran: Ran) => void,
  only?: readonly string[],
): Promise<void> {
  const doubtful: { truth: TruthCase; result: CaseResult }[] = [];
  await workers(AT_ONCE, [...seeds], async (seed) => {
    const truth = randomCase(seed, only);
    const result = await runCase(truth, tracer);
    if (differing(result) > 0) doubtful.push({ truth, result });
    else told({ truth, result, notAgain: 0 });
  });
  await workers(2, doubtful, async ({ truth, result }) => {
    const again = await runCase(truth, tracer);
    told({ truth, result: again, notAgain: Math.max(differing(result) - differing(again), 0) });
  });
}
