import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSnapshot, untar } from '@skoop/collector';
import type { Snapshot } from '@skoop/model';
import type { Fate } from '../../fate.ts';
import type { Question } from '../../faults/fault.ts';

const FOLDER = fileURLToPath(new URL('../../../recordings/ipvs/', import.meta.url));

/** `case.json` beside `snapshot.tar.gz`: what the kernel did, each future with how often it was seen. */
export type RecordedCase = {
  readonly name: string;
  readonly why: string;
  /** `uname -r`. */
  readonly kernel: string;
  readonly questions: readonly {
    readonly question: Question;
    readonly fates: readonly Fate[];
    readonly counts: readonly number[];
  }[];
};

export const recordedCases = (): readonly RecordedCase[] =>
  readdirSync(FOLDER, { withFileTypes: true })
    .filter((d) => d.isDirectory())
    .map((d) => d.name)
    .sort()
    .map((name) => JSON.parse(readFileSync(path.join(FOLDER, name, 'case.json'), 'utf8')) as RecordedCase);

export const recordedSnapshot = async (name: string): Promise<Snapshot> =>
  readSnapshot(await untar(new Uint8Array(readFileSync(path.join(FOLDER, name, 'snapshot.tar.gz')))));
