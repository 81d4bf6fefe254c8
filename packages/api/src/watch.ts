import { ApiError } from './api-error.ts';
import { readEventStream } from './event-stream.ts';
import type { JobEvent } from './job.ts';
import type { Transport } from './transport.ts';

/** Longest wait between two attempts, ms. */
const LONGEST_WAIT = 5000;

/**
 * Events of a job until it is settled. Connects again when the stream breaks or the server is restarted meanwhile; the server tells the
 * present state first, so nothing is missed. Ends when `signal` aborts; fails with `ApiError` if the job is not there.
 */
export async function* watchJob(transport: Transport, path: string, signal?: AbortSignal): AsyncGenerator<JobEvent> {
  let wait = 250;
  while (!signal?.aborted) {
    try {
      const response = await transport.open(path, { accept: 'text/event-stream', signal });
      if (response.body) {
        for await (const { event, data } of readEventStream(response.body)) {
          if (event !== 'progress' && event !== 'settled') continue;
          wait = 250;
          yield { event, ...JSON.parse(data) } as JobEvent;
          if (event === 'settled') return;
        }
      }
    } catch (error) {
      if (signal?.aborted) return;
      const passing = !(error instanceof ApiError) || error.problem.status === 0 || error.problem.status >= 500;
      if (!passing) throw error;
    }
    await sleep(wait, signal);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }
}

const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
