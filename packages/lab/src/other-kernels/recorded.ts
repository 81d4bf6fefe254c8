import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSnapshot, untar } from '@skoop/collector';
import type { Snapshot } from '@skoop/model';
import type { Fate } from '../fate.ts';
import type { Question } from '../faults/fault.ts';
import { RECORDINGS } from './recording.ts';

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

export const recordedCases = (group: string): readonly RecordedCase[] =>
  readdirSync(path.join(RECORDINGS, group), { withFileTypes: true })
    .filter((d) => d.isDirectory())
    .map((d) => d.name)
    .sort()
    .map((name) => JSON.parse(readFileSync(path.join(RECORDINGS, group, name, 'case.json'), 'utf8')) as RecordedCase);

export const recordedSnapshot = async (group: string, name: string): Promise<Snapshot> =>
  readSnapshot(await untar(new Uint8Array(readFileSync(path.join(RECORDINGS, group, name, 'snapshot.tar.gz')))));
