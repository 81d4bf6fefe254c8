import { ApiError, problemType } from '@skoop/api';
import type { Ask, LocalAnswers, Told } from './ask.ts';

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly progress?: (message: string) => void;
};

let worker: Worker | undefined;
let next = 1;
const waiting = new Map<number, Waiting>();

function start(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    const asked = waiting.get(data.id);
    if (!asked) return;
    if (data.kind === 'progress') {
      asked.progress?.(data.message);
      return;
    }
    waiting.delete(data.id);
    if (data.kind === 'done') asked.resolve(data.value);
    else asked.reject(localError(data.message, data.hint));
  };
  worker.onerror = () => {
    stopWorker('The reader stopped unexpectedly.');
  };
  return worker;
}

/** Ends what the worker does; whoever waits is told so. The next call starts a new one. */
export function stopWorker(why: string): void {
  worker?.terminate();
  worker = undefined;
  for (const asked of waiting.values()) asked.reject(localError(why, 'Try again.'));
  waiting.clear();
}

export const localError = (detail: string, hint: string, status = 422): ApiError =>
  new ApiError({
    type: problemType('local'),
    title: 'Not possible in this browser',
    status,
    detail,
    hint,
    requestId: '',
  });

/** Asks the worker, as if it were here. */
export function askWorker<K extends keyof LocalAnswers>(
  method: K,
  args: Parameters<LocalAnswers[K]>,
  progress?: (message: string) => void,
): Promise<Awaited<ReturnType<LocalAnswers[K]>>> {
  const id = next++;
  const ask: Ask = { id, method, args };
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: (value) => resolve(value as Awaited<ReturnType<LocalAnswers[K]>>), reject, progress });
    start().postMessage(ask);
  });
}
