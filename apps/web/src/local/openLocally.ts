import type { DiagnosisRecord } from '@skoop/api';
import type { Diagnosis } from '@skoop/model';
import { fileKind } from './fileKind.ts';
import { localId, putDiagnosis } from './localStore.ts';
import { readReport } from './readReport.ts';

/** Opens a file in this browser alone; answers with the page that shows it. */
export async function openLocally(file: File): Promise<string> {
  if (fileKind(file.name) !== 'report') throw new Error('This is not a report.');
  const diagnosis = readReport(await file.text());
  const record = recordOf(diagnosis);
  await putDiagnosis(record);
  return `/d/${record.id}`;
}

/** A diagnosis that somebody sent, as a record of this browser. */
function recordOf(diagnosis: Diagnosis): DiagnosisRecord {
  const { verdict, question, takenAt, cluster } = diagnosis;
  const now = new Date().toISOString();
  return {
    id: localId(),
    status: 'done',
    origin: 'imported',
    createdAt: now,
    finishedAt: now,
    question,
    takenAt,
    cluster: cluster.facts.name,
    outcome: verdict.outcome,
    deliveredShare: verdict.deliveredShare,
    symptom: verdict.symptom,
    sentence: verdict.sentence,
    diagnosis,
    followUps: [],
  };
}
