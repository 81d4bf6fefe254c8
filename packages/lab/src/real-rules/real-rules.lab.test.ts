import type { Diagnosis } from '@skoop/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Tracer } from '../tracer.ts';
import { ruleSets } from './all.ts';
import type { RuleSet } from './rule-set.ts';
import { type RuleAnswer, runRuleSet } from './run-rule-set.ts';

/** Most of the time is waiting for time-outs. */
const AT_ONCE = 8;

let tracer: Tracer;
const answers = new Map<RuleSet, Promise<readonly RuleAnswer[]>>();

beforeAll(async () => {
  tracer = await Tracer.start();
  const queue = [...ruleSets];
  const places = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  for (const [i, set] of queue.entries()) {
    const before = places[i % AT_ONCE];
    const ran = (before ?? Promise.resolve()).then(() => runRuleSet(set, tracer));
    answers.set(set, ran);
    places[i % AT_ONCE] = ran.then(
      () => undefined,
      () => undefined, // told by the test of the set
    );
  }
});
afterAll(() => tracer.stop());

/** What kernel and Skoop do not agree in, and what was not as the table says: empty is good. */
function wrong({ ask, fates, differ, diagnosis }: RuleAnswer): string[] {
  const { verdict } = diagnosis;
  const out: string[] = [];
  const seen = [...new Set(fates.map((f) => f.symptom))].join();
  if (seen !== ask.sees) out.push(`the kernel's client sees ${seen}, not ${ask.sees}`);
  if (ask.undecidable) {
    const told = verdict.gaps.map((g) => g.message).join('; ');
    if (verdict.outcome !== 'unknown' || !ask.undecidable.test(told)) out.push(`${verdict.outcome}: ${told}`);
    return out;
  }
  out.push(...differ.map((d) => `${d.field}: the kernel says ${d.kernel}, Skoop ${d.skoop}`));
  if (ask.finding) {
    const [id, says] = ask.finding;
    const found = suspicionsOf(diagnosis);
    if (!found.some((s) => s.id === id && says.test(s.message))) out.push(`no ${id} that says ${says}`);
  }
  return out;
}

const suspicionsOf = (d: Diagnosis) => [...d.cluster.suspicions, ...d.nodes.flatMap((n) => n.suspicions)];

describe.each(ruleSets)('$name', (set) => {
  test.each(set.asks)('$why', async (ask) => {
    const answer = (await answers.get(set))?.find((a) => a.ask === ask);
    if (!answer) throw new Error('not asked');
    let found = wrong(answer);
    if (found.length > 0) {
      // What a crowd on a small machine did to the lab does not come again.
      const [again] = await runRuleSet({ ...set, asks: [ask] }, tracer);
      found = again ? wrong(again) : ['not asked'];
    }
    expect(found).toEqual([]);
  });
});
