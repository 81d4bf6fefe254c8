/** `npm run truth -- --cases N --seed S [...]`: asks kernel and Skoop at random and prints where they differ. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { Tracer } from '../tracer.ts';
import { GRAMMARS } from './case.ts';
import { changeText } from './change.ts';
import { keepCase } from './kept-case.ts';
import { type Ran, runAll } from './run-all.ts';
import { shrink } from './shrink.ts';
import { mergeReports, reportOf, reportText, type TruthReport } from './tally.ts';

const USAGE = `npm run truth -- [--cases N] [--seed S] [--json FILE] [--keep FOLDER] [--only GRAMMAR,...] [--no-shrink]
  --cases N      how many clusters (100)
  --seed S       seed of the first; the others follow
  --json FILE    the counts and differences, for docs/truth.md
  --keep FOLDER  each difference as a case that a test replays: its snapshot, its question, the kernel's fate
  --only LIST    of ${Object.keys(GRAMMARS).join(', ')}
  --no-shrink    do not leave out changes one by one while a difference stays`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    json: { type: 'string' },
    keep: { type: 'string' },
    only: { type: 'string' },
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

const tracer = await Tracer.start();
const reports: TruthReport[] = [];
const differing: Ran[] = [];
console.log(`${cases} cases from seed ${first}, kernel ${os.release()}`);
const seeds = Array.from({ length: cases }, (_, i) => first + i);
await runAll(
  seeds,
  tracer,
  (ran) => {
    const report = reportOf(ran.truth.seed, ran.result, ran.result.changes.map(changeText), os.release());
    reports.push({ ...report, notAgain: ran.notAgain });
    if (report.differences.length > 0) differing.push(ran);
  },
  only,
);
for (const ran of differing)
  for (const answer of ran.result.answers) {
    if (answer.differ.length === 0) continue;
    const small = values['no-shrink'] ? undefined : await shrink(ran.truth, answer, tracer);
    const { changes } = small ?? ran.result;
    const told = small?.answers.find((a) => a.differ.length > 0) ?? answer;
    console.log(`DIFF seed ${ran.truth.seed} (${ran.truth.kinds.join(', ')}): ${JSON.stringify(answer.ask.question)}`);
    for (const change of changes) console.log(`  ${changeText(change)}`);
    for (const d of told.differ) console.log(`  ${d.field}: the kernel says ${d.kernel}, Skoop ${d.skoop}`);
    if (values.keep !== undefined)
      console.log(`  ${await keepCase(values.keep, ran.truth, changes, answer.ask, tracer)}`);
  }
tracer.stop();
const all = mergeReports(reports);
const report: TruthReport = { ...all, kernel: os.release(), seeds: [{ first, count: cases }] };
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
console.log(reportText(report));
