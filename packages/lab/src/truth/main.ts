/** `npm run truth -- --cases N --seed S [--no-shrink]`: asks kernel and Skoop at random and prints where they differ. */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { Tracer } from '../tracer.ts';
import { randomCase } from './case.ts';
import { changeText } from './change.ts';
import { type Answer, type CaseResult, runCase } from './run-case.ts';
import { shrink } from './shrink.ts';
import { Tally } from './tally.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    'no-shrink': { type: 'boolean', default: false },
  },
});
const cases = Number(values.cases);
const first = Number(values.seed);
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(first)) {
  console.error('truth: --cases and --seed are whole numbers, --cases at least 1');
  process.exit(2);
}

function report(seed: number, result: CaseResult, answer: Answer, note: string): void {
  console.log(`DIFF seed ${seed}: ${JSON.stringify(answer.ask.question)}${note}`);
  for (const change of result.changes) console.log(`  ${changeText(change)}`);
  for (const d of answer.differ) console.log(`  ${d.field}: the kernel says ${d.kernel}, Skoop ${d.skoop}`);
}

const AT_ONCE = 4; // most of the time is waiting for time-outs
const tracer = await Tracer.start();
const tally = new Tally();
console.log(`${cases} cases from seed ${first}, kernel ${os.release()}`);
let next = 0;
async function work(): Promise<void> {
  while (next < cases) {
    const truth = randomCase(first + next++);
    const result = await runCase(truth, tracer);
    tally.add(result);
    for (const answer of result.answers) {
      if (answer.differ.length === 0) continue;
      const smaller = values['no-shrink'] ? result : await shrink(truth, answer, tracer);
      const again = smaller?.answers.find((a) => a.differ.length > 0);
      if (smaller && again && !values['no-shrink']) report(truth.seed, smaller, again, '');
      else report(truth.seed, result, answer, values['no-shrink'] ? '' : ' (not again)');
    }
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));
tracer.stop();
console.log(tally.text());
