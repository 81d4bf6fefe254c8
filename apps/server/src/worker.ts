// Runs in a worker thread: one operation at a time, its errors as data.
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { failureOf } from './operations/failure.ts';
import { OPERATIONS } from './operations/operation.ts';
import type { Reply, Request } from './operations/protocol.ts';
import { createSnapshotCache } from './operations/snapshot-cache.ts';

const limits = z.object({ cacheBytes: z.number(), maxSnapshotBytes: z.number() }).parse(workerData);
const snapshots = createSnapshotCache(limits.cacheBytes, limits.maxSnapshotBytes);
const running = new Map<number, AbortController>();

const reply = (message: Reply): void => parentPort?.postMessage(message);

async function run({ id, name, input }: Request & { readonly kind: 'run' }): Promise<void> {
  const abort = new AbortController();
  running.set(id, abort);
  const progress = (p: (Reply & { kind: 'progress' })['progress']): void =>
    reply({ kind: 'progress', id, progress: p });
  // The name and its input were checked together where they were put together, in `Pool.run`.
  const operation = OPERATIONS[name] as (input: unknown, context: object) => Promise<unknown>;
  try {
    const output = await operation(input, { snapshots, signal: abort.signal, progress });
    reply({ kind: 'done', id, output });
  } catch (error) {
    reply({ kind: 'failed', id, error: failureOf(error) });
  } finally {
    running.delete(id);
  }
}

parentPort?.on('message', (request: Request) => {
  if (request.kind === 'run') void run(request);
  else running.get(request.id)?.abort();
});
