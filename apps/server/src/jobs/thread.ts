import { Worker } from 'node:worker_threads';
import { workerEntry } from '../locations.ts';
import type { Reply, Request } from '../operations/protocol.ts';
import { WorkError } from './work-error.ts';

export type Thread = {
  readonly post: (request: Request) => void;
  readonly onReply: (listener: (reply: Reply) => void) => void;
  /** The thread is gone without having been told to. */
  readonly onEnd: (listener: (error: WorkError) => void) => void;
  readonly terminate: () => Promise<unknown>;
};

export type ThreadLimits = {
  /** Old generation, MB; a task beyond it fails and the server goes on. */
  readonly memoryMb: number;
  /** Parsed snapshots that the thread keeps. */
  readonly cacheBytes: number;
  /** Largest snapshot, unpacked. */
  readonly maxSnapshotBytes: number;
};

export function startThread(limits: ThreadLimits): Thread {
  const entry = workerEntry();
  const { cacheBytes, maxSnapshotBytes } = limits;
  const options = {
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
    workerData: { cacheBytes, maxSnapshotBytes },
  };
  const worker = entry.href.endsWith('.ts')
    ? new Worker(
        `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); })`,
        { eval: true, execArgv: ['--conditions=skoop-source'], ...options },
      )
    : new Worker(entry, options);
  // The HTTP server decides how long the process lives.
  worker.unref();
  return {
    post: (request) => worker.postMessage(request),
    onReply: (listener) => worker.on('message', listener),
    onEnd: (listener) => {
      let cause: WorkError | undefined;
      worker.on('error', (error: Error & { code?: string }) => {
        cause =
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? new WorkError('out-of-memory', 'It needed more memory than one job may take.')
            : Object.assign(new WorkError('internal', error.message), { stack: error.stack });
      });
      worker.on('exit', (code) =>
        listener(cause ?? new WorkError('internal', `The worker thread ended with ${code}.`)),
      );
    },
    terminate: () => worker.terminate(),
  };
}
