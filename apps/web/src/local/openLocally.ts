import type { DiagnosisRecord } from '@skoop/api';
import { readReport, summaryOf } from '@skoop/render';
import { fileKind } from './fileKind.ts';
import { localId, putDiagnosis, putSnapshot, removeSnapshot } from './localStore.ts';
import { askWorker } from './workerClient.ts';

/** Opens a file in this browser alone; answers with the page that shows it. */
export const openLocally = (file: File): Promise<string> =>
  fileKind(file.name) === 'snapshot' ? openSnapshot(file) : openReport(file);

async function openReport(file: File): Promise<string> {
  const read = readReport(await file.text());
  if ('error' in read) throw new Error(read.error);
  const now = new Date().toISOString();
  const record: DiagnosisRecord = {
    id: localId(),
    status: 'done',
    origin: 'imported',
    createdAt: now,
    finishedAt: now,
    followUps: [],
    ...summaryOf(read.diagnosis),
    diagnosis: read.diagnosis,
  };
  await putDiagnosis(record);
  return `/d/${record.id}`;
}

async function openSnapshot(file: File): Promise<string> {
  const id = localId();
  const name = file.name.replace(/\.(tar\.gz|tgz|gz)$/i, '');
  const summary = {
    id,
    name,
    cluster: name,
    origin: 'local',
    takenAt: '',
    createdAt: new Date().toISOString(),
    bytes: file.size,
    deletable: true,
  } as const;
  // The worker reads it from the store: large archives are not copied between threads.
  await putSnapshot({ summary, archive: file });
  try {
    const { cluster, takenAt } = await askWorker('describe', [{ id, edits: [] }]);
    await putSnapshot({ summary: { ...summary, cluster: cluster || name, takenAt }, archive: file });
  } catch (error) {
    await removeSnapshot(id);
    throw error;
  }
  return `/?snapshot=${id}`;
}
