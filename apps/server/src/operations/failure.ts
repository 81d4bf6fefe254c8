import { type Failure, WorkError } from '../jobs/work-error.ts';

/** An error as far as a user can be told, to be sent across threads. */
export function failureOf(error: unknown): Failure {
  if (error instanceof WorkError) return { id: error.id, message: error.message, hint: error.hint };
  if (error instanceof Error && isQuestionError(error))
    return { id: error.id, message: error.message, hint: error.hint };
  if (error instanceof Error && error.name === 'AbortError') return { id: 'cancelled', message: 'It was cancelled.' };
  const cause = error instanceof Error ? error : new Error(String(error));
  return { id: 'internal', message: cause.message, stack: cause.stack };
}

/** QuestionError and SnapshotError of the pure packages: they say what is wrong and what to do. */
const isQuestionError = (error: Error): error is Error & { readonly id: string; readonly hint: string } =>
  'id' in error && typeof error.id === 'string' && 'hint' in error && typeof error.hint === 'string';
