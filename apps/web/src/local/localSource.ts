import { ApiError, type DiagnosisRecord, problemType } from '@skoop/api';
import type { DiagnosisSource, SnapshotSource } from '../data/source.ts';
import { getDiagnosis } from './localStore.ts';

const problem = (id: string, title: string, detail: string, hint: string, status = 404): ApiError =>
  new ApiError({ type: problemType(id), title, status, detail, hint, requestId: '' });

const gone = () =>
  problem(
    'local-gone',
    'Not in this browser',
    'What this link shows was kept in one browser only, and that is not this one.',
    'Ask for the file, and drop it here.',
  );

async function stored(id: string): Promise<DiagnosisRecord> {
  const record = await getDiagnosis(id).catch(() => undefined);
  if (!record) throw gone();
  return record;
}

const refuse = async (): Promise<never> => {
  throw problem(
    'local-only',
    'Not possible here',
    'This was opened in this browser without its snapshot.',
    'Open the snapshot instead.',
    409,
  );
};

export const localSnapshots: SnapshotSource = {
  get: refuse,
  endpoints: refuse,
  nodes: refuse,
  node: refuse,
  section: refuse,
  searchSection: refuse,
};

export const localDiagnoses: DiagnosisSource = {
  create: refuse,
  get: (id) => stored(id),
  cancel: (id) => stored(id),
  rerun: refuse,
  whatIf: refuse,
  compare: refuse,
  async *watch() {},
};
