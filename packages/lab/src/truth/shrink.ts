import type { Tracer } from '../tracer.ts';
import type { TruthCase } from './case.ts';
import { type Answer, type CaseResult, runCase } from './run-case.ts';

/** Leaves out one change after the other as long as kernel and Skoop still differ; undefined if they do not differ again. */
export async function shrink(truth: TruthCase, answer: Answer, tracer: Tracer): Promise<CaseResult | undefined> {
  let best = await runCase({ ...truth, asks: [answer.ask] }, tracer);
  const differs = (result: CaseResult): boolean => result.answers.some((a) => a.differ.length > 0);
  if (!differs(best)) return undefined;
  for (let i = best.changes.length - 1; i >= 0; i--) {
    const less = await runCase(
      { ...truth, changes: best.changes.filter((_, j) => j !== i), asks: [answer.ask] },
      tracer,
    );
    if (differs(less)) best = less;
  }
  return best;
}
