/** `npm run truth -- --cases N --seed S [...]`: asks kernel and Skoop at random and prints where they differ. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { Tracer } from '../tracer.ts';
import { GRAMMARS, type TruthCase } from './case.ts';
import { type Change, changeText } from './change.ts';
import { keepCase } from './kept-case.ts';
import { MERGED, mergedText, PAGE, readKept, readReports, truthPage } from './page.ts';
import { type Ran, runAll } from './run-all.ts';
import type { Answer } from './run-case.ts';
import { shrink } from './shrink.ts';
import { mergeReports, reportOf, reportText, type TruthReport } from './tally.ts';

const USAGE = `npm run truth -- [--cases N] [--seed S] [--json FILE] [--keep FOLDER] [--only GRAMMAR,...] [--no-shrink]
  --cases N      how many clusters (100)
  --seed S       seed of the first; the others follow
  --json FILE    the counts and differences, for docs/truth.md
  --keep FOLDER  each difference as a case that a test replays: its snapshot, its question, the kernel's fate
  --only LIST    of ${Object.keys(GRAMMARS).join(', ')}
  --page         make docs/truth.md of the recorded runs, and run nothing
  --no-shrink    do not leave out changes one by one while a difference stays`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    json: { type: 'string' },
    keep: { type: 'string' },
    only: { type: 'string' },
    page: { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const cases = Number(values.cases);
const first = Number(values.seed);
const only = values.only?.split(',');
const known = (only ?? []).every((name) => Object.hasOwn(GRAMMARS, name));
if (values.help || !known || !Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(first)) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

if (values.page) {
  const recorded = readReports();
  writeFileSync(PAGE, truthPage(recorded, readKept()));
  writeFileSync(MERGED, mergedText(recorded));
  process.exit(0);
}

const tracer = await Tracer.start();
const reports: TruthReport[] = [];
const differing: Ran[] = [];
console.log(`${cases} cases from seed ${first}, kernel ${os.release()}`);

function tell(truth: TruthCase, changes: readonly Change[], answer: Answer): void {
  console.log(`DIFF seed ${truth.seed} (${truth.kinds.join(', ')}): ${JSON.stringify(answer.ask.question)}`);
  for (const change of changes) console.log(`  ${changeText(change)}`);
  for (const d of answer.differ) console.log(`  ${d.field}: the kernel says ${d.kernel}, Skoop ${d.skoop}`);
}

function count(ran: Ran): void {
  const { truth, result } = ran;
  const report = reportOf(truth.seed, result, result.changes.map(changeText), os.release());
  reports.push({ ...report, notAgain: ran.notAgain });
  const wrong = result.answers.filter((a) => a.differ.length > 0);
  if (wrong.length > 0) differing.push(ran);
  if (values['no-shrink']) for (const answer of wrong) tell(truth, result.changes, answer);
}

const seeds = Array.from({ length: cases }, (_, i) => first + i);
await runAll(seeds, tracer, count, only);
for (const { truth, result } of values['no-shrink'] && values.keep === undefined ? [] : differing)
  for (const answer of result.answers) {
    if (answer.differ.length === 0) continue;
    const small = values['no-shrink'] ? undefined : await shrink(truth, answer, tracer);
    const { changes } = small ?? result;
    if (!values['no-shrink']) tell(truth, changes, small?.answers.find((a) => a.differ.length > 0) ?? answer);
    if (values.keep !== undefined) console.log(`  ${await keepCase(values.keep, truth, changes, answer.ask, tracer)}`);
  }
tracer.stop();
const all = mergeReports(reports);
const report: TruthReport = { ...all, kernel: os.release(), seeds: [{ first, count: cases }] };
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
console.log(reportText(report));
