/** `npm run goldens`: writes the diagnosis of each recorded question anew. Look at the diff before you commit it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { disagreements, readScenarios } from '@skoop/lab';
import { answer, goldenFile, goldenText, snapshotOf, titleOf } from './recorded.ts';

let wrong = 0;
for (const recorded of readScenarios()) {
  const { scenario, folder } = recorded;
  const snapshot = snapshotOf(recorded);
  rmSync(path.join(folder, 'golden'), { recursive: true, force: true });
  for (const [index, question] of scenario.questions.entries()) {
    const diagnosis = await answer(snapshot, question);
    const file = goldenFile(recorded, index);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, goldenText(diagnosis));
    const problems = disagreements(diagnosis.verdict, question.fates, true);
    wrong += problems.length > 0 ? 1 : 0;
    const mark = problems.length === 0 ? 'ok  ' : 'DIFF';
    console.log(`${mark} ${scenario.name} ${index + 1}: ${titleOf(question)}: ${diagnosis.verdict.sentence}`);
    for (const p of problems) console.log(`       ${p.field}: the kernel says ${p.kernel}, Skoop ${p.skoop}`);
  }
}
console.log(wrong === 0 ? 'All diagnoses agree with the kernel.' : `${wrong} diagnoses disagree with the kernel.`);
