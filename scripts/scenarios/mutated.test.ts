import { diagnosisSchema } from '@skoop/api';
import { readSnapshot, type SnapshotFile } from '@skoop/collector';
import { folderFiles, mutate, Random, readScenarios } from '@skoop/lab';
import { diagnose } from '@skoop/providers';
import { expect, test } from 'vitest';

const now = (): Date => new Date('2026-01-01T00:00:00Z');
const scenarios = readScenarios().map((s) => ({
  files: folderFiles(s.snapshot),
  questions: s.scenario.questions.map((q) => q.question),
}));
const near = (sum: number): boolean => Math.abs(sum - 1) < 1e-4;

function broken(files: readonly SnapshotFile[], random: Random): readonly SnapshotFile[] {
  return files.map((f) => {
    if (!f.path.endsWith('.dump') && random.chance(0.8)) return f;
    const text = mutate(new TextDecoder().decode(f.bytes), random, random.below(40));
    return { path: f.path, bytes: new TextEncoder().encode(text) };
  });
}

test('whatever a snapshot holds, there is a diagnosis of the promised shape, and its shares are shares', async () => {
  for (let seed = 0; seed < 120; seed++) {
    const random = new Random(seed);
    const { files, questions } = random.pick(scenarios);
    const asked = random.pick(questions);
    const told = await diagnosisOf(broken(files, random), asked);
    if (told === undefined) continue;
    const { success, error } = diagnosisSchema.safeParse(JSON.parse(JSON.stringify(told)));
    expect(success, `seed ${seed}: ${error?.message}`).toBe(true);
    const { outcome, servers, drops, deliveredShare } = told.verdict;
    if (outcome === 'unknown') continue;
    const shares = [...servers, ...drops].reduce((n, s) => n + s.share, 0);
    expect(near(shares), `seed ${seed}: ${outcome}, shares ${shares}, delivered ${deliveredShare}`).toBe(true);
  }
});

/** undefined: the question cannot be asked of this snapshot, and the error says so in words. */
async function diagnosisOf(files: readonly SnapshotFile[], question: (typeof scenarios)[number]['questions'][number]) {
  try {
    return await diagnose({ snapshot: readSnapshot(files), ...question, now });
  } catch (error) {
    expect(error).toHaveProperty('name', expect.stringMatching(/^(SnapshotError|QuestionError)$/));
    return undefined;
  }
}
