import type { DiagnosisRequest, DiagnosisSummary, JobStatus } from '@skoop/api';
import type { Logger } from 'pino';
import { toProblem } from '../http/http-problem.ts';
import { problemOf } from '../http/problem-of.ts';
import { noSnapshot, queueFull, stopping } from '../http/problems.ts';
import type { Metrics } from '../metrics.ts';
import type { Library } from '../snapshot/library.ts';
import type { NewJob, Settlement } from '../store/diagnosis-store.ts';
import type { Store } from '../store/store.ts';
import { createJobFeed } from './job-feed.ts';
import type { Pool } from './pool.ts';
import { WorkError } from './work-error.ts';

export type JobRunnerOptions = {
  readonly store: Store;
  readonly library: Library;
  readonly pool: Pool;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly timeoutMs: number;
  /** Jobs that may wait. */
  readonly queueLimit: number;
  /** How often a result that could not be stored is tried again, ms. */
  readonly retryMs: number;
};

type OpenJob = { readonly abort: AbortController; done: Promise<void> };
/** Ends of jobs that the disk had no room for. */
type Unsaved = { readonly request: DiagnosisRequest; readonly end: Settlement };

export type JobRunner = ReturnType<typeof createJobRunner>;

/** Runs diagnoses one after the other on the pool's threads. A job is in the store before anybody hears of it, and its end too. */
export function createJobRunner({ store, library, pool, log, metrics, ...options }: JobRunnerOptions) {
  const feed = createJobFeed();
  const open = new Map<string, OpenJob>();
  const unsaved = new Map<string, Unsaved>();
  let isStopping = false;
  let retry: NodeJS.Timeout | undefined;

  async function submit(job: NewJob): Promise<DiagnosisSummary> {
    if (isStopping) throw stopping();
    if (pool.waiting >= options.queueLimit) throw queueFull(options.queueLimit);
    const summary = await store.diagnoses.addJob(job);
    enqueue(summary.id, job.request);
    return summary;
  }

  function enqueue(id: string, request: DiagnosisRequest): void {
    const abort = new AbortController();
    feed.progress(id, 'queued', { phase: 'queued', message: 'waiting for its turn' });
    const job: OpenJob = { abort, done: Promise.resolve() };
    open.set(id, job);
    job.done = run(id, request, abort.signal)
      .catch((error: unknown) => log.error({ err: error, diagnosis: id }, 'job could not be finished'))
      .finally(() => open.delete(id));
  }

  async function run(id: string, request: DiagnosisRequest, signal: AbortSignal): Promise<void> {
    let begun = 0;
    try {
      const source = await library.source(request.snapshot);
      if (!source) throw noSnapshot(request.snapshot);
      const started: Promise<void>[] = [];
      const result = await pool.run(
        'diagnose',
        { source, request },
        {
          signal,
          affinity: source.key,
          timeoutMs: options.timeoutMs,
          onStart: () => {
            begun = performance.now();
            feed.progress(id, 'running', { phase: 'loading', message: 'reading the snapshot' });
            started.push(
              store.diagnoses
                .start(id)
                .catch((error: unknown) => log.warn({ err: error, diagnosis: id }, 'start not stored')),
            );
          },
          onProgress: (progress) => feed.progress(id, 'running', progress),
        },
      );
      await Promise.all(started);
      await settle(id, request, { status: 'done', ...result });
    } catch (error) {
      // A stopping server leaves what waits to the next one, and what ran shows as interrupted there.
      if (error instanceof WorkError && error.id === 'stopped') return feed.drop(id);
      const fields = problemOf(error);
      if (fields.status >= 500 && fields.id !== 'timed-out')
        log.error({ err: error, diagnosis: id }, 'diagnosis failed');
      await settle(id, request, { status: statusOf(fields.id), problem: toProblem(fields, id) });
    } finally {
      if (begun > 0) metrics.jobSeconds.observe((performance.now() - begun) / 1000);
    }
  }

  async function settle(id: string, request: DiagnosisRequest, end: Settlement): Promise<void> {
    metrics.jobs.inc({ status: end.status });
    try {
      await store.diagnoses.settle(id, request, end);
    } catch (error) {
      log.error({ err: error, diagnosis: id }, 'the end of a job could not be stored; it is kept and tried again');
      unsaved.set(id, { request, end });
      retry ??= setTimeout(saveAgain, options.retryMs).unref();
    }
    feed.settled(id, end.status);
  }

  async function saveAgain(): Promise<void> {
    retry = undefined;
    for (const [id, { request, end }] of unsaved) {
      try {
        await store.diagnoses.settle(id, request, end);
        unsaved.delete(id);
      } catch {
        retry = setTimeout(saveAgain, options.retryMs).unref();
        return;
      }
    }
  }

  return {
    feed,
    submit,
    /** Ends of jobs that are not in the store yet. */
    unsaved: (id: string): Settlement | undefined => unsaved.get(id)?.end,
    /** Goes on with what a stopped server left waiting. */
    resume: (jobs: readonly DiagnosisSummary[]): void => {
      for (const { id, request } of jobs) if (request) enqueue(id, request);
    },
    /** Resolves when the job is settled; false if it was not open. */
    cancel: async (id: string): Promise<boolean> => {
      const job = open.get(id);
      if (!job) return false;
      job.abort.abort();
      await job.done;
      return true;
    },
    get openJobs(): number {
      return open.size;
    },
    /** Takes no more jobs and waits for the running ones, `ms` at most. */
    drain: async (ms: number): Promise<void> => {
      isStopping = true;
      pool.hold();
      const deadline = performance.now() + ms;
      while (pool.busy > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
      await pool.close();
      await Promise.all([...open.values()].map(({ done }) => done));
      clearTimeout(retry);
      if (unsaved.size > 0) await saveAgain();
      clearTimeout(retry);
    },
  };
}

const statusOf = (problem: string): Exclude<JobStatus, 'queued' | 'running' | 'done'> =>
  problem === 'cancelled' ? 'cancelled' : problem === 'timed-out' ? 'timed-out' : 'failed';
