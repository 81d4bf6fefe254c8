import type { DiagnosisRecord, DiagnosisSummary } from '@skoop/api';
import type { Diagnosis } from '@skoop/model';
import { noDiagnosis, noResult } from '../http/problems.ts';
import type { Services } from '../services.ts';
import { isId } from '../store/id.ts';

export type Loaded = { readonly record: Omit<DiagnosisRecord, 'diagnosis'>; readonly body?: string };
type Needed = Pick<Services, 'store' | 'jobs' | 'library'>;

/** A job as it is now, also if its end could not be stored yet. */
export async function loadJob({ store, jobs }: Needed, id: string): Promise<DiagnosisSummary> {
  const found = isId(id) ? await store.diagnoses.get(id) : undefined;
  if (!found) throw noDiagnosis(id.slice(0, 64));
  const end = jobs.unsaved(id);
  if (!end) return found.summary;
  return end.status === 'done'
    ? { ...found.summary, ...end.summary, status: 'done' }
    : { ...found.summary, status: end.status, problem: end.problem };
}

/** A job with all that belongs to it, and the JSON text of its diagnosis if it is done. */
export async function loadRecord(services: Needed, id: string): Promise<Loaded> {
  const { store, jobs, library } = services;
  const summary = await loadJob(services, id);
  const followUps = await store.diagnoses.followUps(id);
  const snapshot = summary.request && (await library.summary(summary.request.snapshot));
  const progress = jobs.feed.current(id)?.progress;
  return { record: { ...summary, progress, snapshot, followUps }, body: await bodyOf(services, summary) };
}

async function bodyOf({ store, jobs }: Needed, { id, status }: DiagnosisSummary): Promise<string | undefined> {
  if (status !== 'done') return undefined;
  const end = jobs.unsaved(id);
  return end?.status === 'done' ? end.body : store.diagnoses.result(id);
}

/** JSON text of a finished diagnosis; a problem if it has none. */
export async function resultText(services: Needed, id: string): Promise<string> {
  const summary = await loadJob(services, id);
  const body = await bodyOf(services, summary);
  if (body === undefined) throw noResult(summary.status);
  return body;
}

export const resultOf = async (services: Needed, id: string): Promise<Diagnosis> =>
  JSON.parse(await resultText(services, id)) as Diagnosis;
