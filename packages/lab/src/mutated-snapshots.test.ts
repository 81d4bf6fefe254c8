import { readSnapshot, SnapshotError, type SnapshotFile } from '@skoop/collector';
import { QuestionError } from '@skoop/engine';
import { diagnose } from '@skoop/providers';
import { expect, test } from 'vitest';
import { mutate } from './mutate.ts';
import { readScenarios } from './scenarios/scenario.ts';
import { Random } from './truth/random.ts';
import { folderFiles } from './truth/read-folder.ts';

const CLUSTERS = readScenarios().map(({ scenario, snapshot }) => ({
  questions: scenario.questions.map((q) => q.question),
  files: folderFiles(snapshot),
}));
const ODD: readonly unknown[] = [
  null,
  '',
  -1,
  1e99,
  true,
  [],
  {},
  [null],
  '__proto__',
  '10.0.0.0/99',
  '::',
  'a'.repeat(3000),
  65536,
];
type Json = Record<string, unknown>;

/** A cluster object list with one value that is something else, or gone. */
function mutateJson(text: string, random: Random): string {
  const root: { value: unknown } & Json = { value: JSON.parse(text) };
  const places: [Json, string][] = [];
  const visit = (parent: Json, key: string): void => {
    places.push([parent, key]);
    const value = parent[key];
    if (typeof value === 'object' && value !== null) for (const k of Object.keys(value)) visit(value as Json, k);
  };
  visit(root, 'value');
  const [parent, key] = random.pick(places);
  if (random.chance(0.2)) delete parent[key];
  else parent[key] = random.pick(ODD);
  return JSON.stringify(root.value ?? null);
}

function broken(file: SnapshotFile, random: Random): SnapshotFile {
  if (random.chance(0.5)) return file;
  const text = new TextDecoder().decode(file.bytes);
  const changed = file.path.endsWith('.json')
    ? mutateJson(text, random)
    : mutate(text, random, 1 + random.below(random.chance(0.3) ? 200 : 20));
  return { path: file.path, bytes: new TextEncoder().encode(changed) };
}

test('whatever a snapshot holds: a diagnosis whose shares are shares, or an error that says what to do', async () => {
  let answered = 0;
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random(seed);
    const { files, questions } = random.pick(CLUSTERS);
    try {
      const snapshot = readSnapshot(files.map((f) => broken(f, random)));
      const { verdict, traces } = await diagnose({ snapshot, ...random.pick(questions), now: () => new Date(0) });
      answered++;
      expect(verdict.deliveredShare, `seed ${seed}`).toBeGreaterThanOrEqual(0);
      expect(verdict.deliveredShare, `seed ${seed}`).toBeLessThanOrEqual(1 + 1e-9);
      for (const { share } of traces) expect(share, `seed ${seed}`).toBeLessThanOrEqual(1 + 1e-9);
    } catch (error) {
      if (!(error instanceof QuestionError || error instanceof SnapshotError))
        throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  // Else it would be about error messages alone.
  expect(answered).toBeGreaterThan(75);
});
