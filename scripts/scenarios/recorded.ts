/** The recorded clusters of scenarios/, their questions, what the kernels did, and what Skoop answers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSnapshot, type SnapshotFile } from '@skoop/collector';
import type { Diagnosis, Snapshot } from '@skoop/model';
import { diagnose } from '@skoop/providers';

export const scenariosFolder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

export type RecordedDrop = {
  readonly node: string;
  readonly netns: string;
  readonly direction: string;
  readonly stage: string;
  readonly reason: string;
};

/** What the kernels did with one attempt. */
export type Fate = {
  readonly outcome: 'delivered' | 'dropped';
  readonly symptom: string;
  readonly errno?: string;
  readonly server?: {
    readonly node: string;
    readonly netns: string;
    readonly address: string;
    readonly port?: number;
    readonly source: string;
  };
  readonly drop?: RecordedDrop;
  readonly copies?: readonly RecordedDrop[];
};

export type RecordedQuestion = {
  readonly question: {
    readonly source: string;
    readonly destination: string;
    readonly port?: number | string;
    readonly protocol: string;
    readonly size?: number;
  };
  readonly fates: readonly Fate[];
};

export type Recorded = {
  readonly name: string;
  readonly folder: string;
  readonly title: string;
  readonly finding?: string;
  readonly questions: readonly RecordedQuestion[];
};

export function recordedScenarios(): readonly Recorded[] {
  return readdirSync(scenariosFolder)
    .sort()
    .map((name) => path.join(scenariosFolder, name))
    .filter((folder) => existsSync(path.join(folder, 'scenario.json')))
    .map((folder) => ({ ...JSON.parse(readFileSync(path.join(folder, 'scenario.json'), 'utf8')), folder }));
}

export function snapshotFiles(scenario: Recorded): readonly SnapshotFile[] {
  const root = path.join(scenario.folder, 'snapshot');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): SnapshotFile => {
      const file = path.join(entry.parentPath, entry.name);
      return { path: path.relative(root, file), bytes: new Uint8Array(readFileSync(file)) };
    });
}

export const snapshotOf = (scenario: Recorded): Snapshot => readSnapshot(snapshotFiles(scenario));

/** The clock of goldens stands still. */
const now = (): Date => new Date('2026-01-01T00:00:00Z');

export const answer = (snapshot: Snapshot, { question }: RecordedQuestion): Promise<Diagnosis> =>
  diagnose({ snapshot, ...question, now });

export const goldenFile = (scenario: Recorded, index: number): string =>
  path.join(scenario.folder, 'golden', `${index + 1}.json`);

export const goldenText = (diagnosis: Diagnosis): string => `${JSON.stringify(diagnosis, null, 1)}\n`;
