/** The recorded clusters of scenarios/, and what Skoop answers to their questions. */
import path from 'node:path';
import { readFolder, type ScenarioFolder, type ScenarioQuestion } from '@skoop/lab';
import type { Diagnosis, Snapshot } from '@skoop/model';
import { diagnose } from '@skoop/providers';

/** The clock of goldens stands still. */
const now = (): Date => new Date('2026-01-01T00:00:00Z');

export const snapshotOf = ({ snapshot }: ScenarioFolder): Snapshot => readFolder(snapshot);

export const answer = (snapshot: Snapshot, { question }: ScenarioQuestion): Promise<Diagnosis> =>
  diagnose({ snapshot, ...question, now });

/** `default/client -> svc/default/web 80 tcp` */
export const titleOf = ({ question: q }: ScenarioQuestion): string =>
  [q.source, '->', q.destination, q.port ?? '', q.protocol].join(' ');

export const goldenFile = ({ folder }: ScenarioFolder, index: number): string =>
  path.join(folder, 'golden', `${index + 1}.json`);

export const goldenText = (diagnosis: Diagnosis): string => `${JSON.stringify(diagnosis, null, 1)}\n`;
