/** `npm run goldens`: writes the diagnosis of each recorded question anew. Look at the diff before you commit it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { disagreements } from './disagreements.ts';
import { answer, goldenFile, goldenText, recordedScenarios, snapshotOf } from './recorded.ts';

let wrong = 0;
for (const scenario of recordedScenarios()) {
  const snapshot = snapshotOf(scenario);
  rmSync(path.join(scenario.folder, 'golden'), { recursive: true, force: true });
  for (const [index, question] of scenario.questions.entries()) {
    const { source, destination, port, protocol } = question.question;
    const diagnosis = await answer(snapshot, question);
    const file = goldenFile(scenario, index);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, goldenText(diagnosis));
    const problems = disagreements(diagnosis, question.fates);
    wrong += problems.length > 0 ? 1 : 0;
    console.log(
      `${problems.length === 0 ? 'ok  ' : 'DIFF'} ${scenario.name} ${index + 1}: ${source} -> ${destination}:${port ?? ''} ${protocol}: ${diagnosis.verdict.sentence}`,
    );
    for (const p of problems) console.log(`       ${p}`);
  }
}
console.log(wrong === 0 ? 'All diagnoses agree with the kernel.' : `${wrong} diagnoses disagree with the kernel.`);
