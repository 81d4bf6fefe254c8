import type { Tracer } from '../tracer.ts';
import type { TruthCase } from './case.ts';
import { type Answer, type CaseResult, runCase } from './run-case.ts';

/** Leaves out one change after the other as long as kernel and Skoop still differ; undefined if they do not differ again. */
export async function shrink(truth: TruthCase, answer: Answer, tracer: Tracer): Promise<CaseResult | undefined> {
  const alone = (changes: TruthCase['changes']) => runCase({ ...truth, changes, asks: [answer.ask] }, tracer);
  const differs = (result: CaseResult): boolean => result.answers.some((a) => a.differ.length > 0);
  let best = await alone(truth.changes);
  if (!differs(best)) return undefined;
  for (let i = best.changes.length - 1; i >= 0; i--) {
    const less = await alone(best.changes.filter((_, j) => j !== i));
    if (differs(less)) best = less;
  }
  return best;
}
