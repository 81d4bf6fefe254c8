import type { DiagnosisRequest } from '@skoop/api';
import { diagnose } from '@skoop/providers';
import { summaryOf } from '@skoop/render';
import type { ResultSummary } from '../store/diagnosis-row.ts';
import type { SnapshotSource } from './snapshot-source.ts';
import type { ThreadContext } from './thread-context.ts';

export type DiagnoseInput = { readonly source: SnapshotSource; readonly request: DiagnosisRequest };
export type DiagnosisResult = { readonly body: string; readonly summary: ResultSummary };

/** Diagnoses in a thread. The answer goes back as JSON text: that is how it is stored and sent. */
export async function runDiagnosis(
  { source, request }: DiagnoseInput,
  { snapshots, signal, progress }: ThreadContext,
): Promise<DiagnosisResult> {
  const snapshot = await snapshots.get(source);
  signal.throwIfAborted();
  const { snapshot: _, protocol = 'tcp', options = {}, ...question } = request;
  const diagnosis = await diagnose({
    ...question,
    protocol,
    snapshot,
    options: Object.fromEntries(Object.entries(options).map(([flag, value]) => [flag, String(value)])),
    now: () => new Date(),
    signal,
    onProgress: (message) => progress({ phase: 'diagnosing', message }),
  });
  return { body: JSON.stringify(diagnosis), summary: summaryOf(diagnosis) };
}
