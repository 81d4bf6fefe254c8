import type { Progress } from '@skoop/api';
import type { Failure } from '../jobs/work-error.ts';
import type { OperationName } from './operation.ts';

/** What a thread is told. */
export type Request =
  | { readonly kind: 'run'; readonly id: number; readonly name: OperationName; readonly input: unknown }
  | { readonly kind: 'abort'; readonly id: number };

/** What a thread answers: any number of `progress`, then `done` or `failed`. */
export type Reply =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Failure };
