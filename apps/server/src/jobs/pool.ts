import type { Progress } from '@skoop/api';
import type { Input, OperationName, Output } from '../operations/operation.ts';
import type { Reply } from '../operations/protocol.ts';
import { startThread, type Thread, type ThreadLimits } from './thread.ts';
import { WorkError } from './work-error.ts';

export type PoolOptions = ThreadLimits & {
  readonly threads: number;
  /** How long a cancelled task may take to stop by itself, ms. */
  readonly graceMs: number;
  /** For tasks that bring no time of their own, ms. */
  readonly timeoutMs: number;
};

export type RunOptions = {
  readonly signal?: AbortSignal;
  /** Counted from the moment a thread takes the task, ms. */
  readonly timeoutMs?: number;
  /** Tasks with the same value go to a thread that had it before, if one is free: it has the snapshot already. */
  readonly affinity?: string;
  readonly onStart?: () => void;
  readonly onProgress?: (progress: Progress) => void;
};

type Task = RunOptions & {
  readonly name: OperationName;
  readonly input: unknown;
  readonly resolve: (output: never) => void;
  readonly reject: (error: WorkError) => void;
  readonly settle: () => void;
};

type Slot = { thread?: Thread; task?: Task; id: number; affinity?: string; timers: Set<NodeJS.Timeout> };

export type Pool = ReturnType<typeof createPool>;

/**
 * Worker threads that do one task each at a time; the others wait in order. Threads start when first needed. A task that does not stop
 * when it should takes its thread with it, and the next task gets a new one.
 */
export function createPool(options: PoolOptions) {
  const slots: Slot[] = Array.from({ length: options.threads }, () => ({ id: 0, timers: new Set() }));
  const waiting: Task[] = [];
  let closed = false;
  let held = false;

  function dispatch(): void {
    while (!held) {
      const idle = slots.filter((slot) => !slot.task);
      const task = waiting[0];
      if (!task || idle.length === 0) return;
      const slot =
        idle.find((s) => s.affinity !== undefined && s.affinity === task.affinity) ??
        idle.find((s) => s.thread) ??
        idle[0];
      if (!slot) return;
      waiting.shift();
      begin(slot, task);
    }
  }

  function begin(slot: Slot, task: Task): void {
    slot.task = task;
    slot.id++;
    slot.affinity = task.affinity ?? slot.affinity;
    slot.thread ??= launch(slot);
    task.onStart?.();
    slot.thread.post({ kind: 'run', id: slot.id, name: task.name, input: task.input });
    const timeoutMs = task.timeoutMs ?? options.timeoutMs;
    after(slot, timeoutMs, () => stop(slot, task, new WorkError('timed-out', 'It took too long.')));
  }

  function launch(slot: Slot): Thread {
    const thread = startThread(options);
    thread.onReply((reply) => {
      if (slot.thread === thread) receive(slot, reply);
    });
    thread.onEnd((error) => {
      if (slot.thread !== thread) return;
      slot.thread = undefined;
      finish(slot, (task) => task.reject(error));
    });
    return thread;
  }

  function receive(slot: Slot, reply: Reply): void {
    if (reply.id !== slot.id || !slot.task) return;
    if (reply.kind === 'progress') slot.task.onProgress?.(reply.progress);
    else if (reply.kind === 'done') finish(slot, (task) => task.resolve(reply.output as never));
    else finish(slot, (task) => task.reject(WorkError.from(reply.error)));
  }

  function finish(slot: Slot, tell: (task: Task) => void): void {
    const { task } = slot;
    for (const timer of slot.timers) clearTimeout(timer);
    slot.timers.clear();
    slot.task = undefined;
    if (task) {
      task.settle();
      tell(task);
    }
    if (!closed) dispatch();
  }

  /** Asks the thread to stop, and ends it if it does not. */
  function stop(slot: Slot, task: Task, error: WorkError): void {
    if (slot.task !== task) return;
    slot.thread?.post({ kind: 'abort', id: slot.id });
    after(slot, options.graceMs, () => {
      if (slot.task !== task) return;
      const { thread } = slot;
      slot.thread = undefined;
      thread?.terminate();
      finish(slot, (t) => t.reject(error));
    });
  }

  function after(slot: Slot, ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      slot.timers.delete(timer);
      then();
    }, ms);
    slot.timers.add(timer);
  }

  return {
    /** Fails with `WorkError`: what the operation said, `cancelled`, `timed-out`, `out-of-memory` or `stopped`. */
    run: <N extends OperationName>(name: N, input: Input<N>, run: RunOptions = {}): Promise<Output<N>> =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new WorkError('stopped', 'The server is stopping.'));
        const onAbort = (): void => {
          const error = new WorkError('cancelled', 'It was cancelled.');
          const at = waiting.indexOf(task);
          if (at >= 0) {
            waiting.splice(at, 1);
            task.settle();
            reject(error);
            return;
          }
          const slot = slots.find((s) => s.task === task);
          if (slot) stop(slot, task, error);
        };
        const task: Task = {
          ...run,
          name,
          input,
          resolve,
          reject,
          settle: () => run.signal?.removeEventListener('abort', onAbort),
        };
        if (run.signal?.aborted) return reject(new WorkError('cancelled', 'It was cancelled.'));
        run.signal?.addEventListener('abort', onAbort, { once: true });
        waiting.push(task);
        dispatch();
      }),
    /** Starts a thread ahead of need. */
    warm: (): void => {
      const slot = slots[0];
      if (slot && !closed) slot.thread ??= launch(slot);
    },
    /** Begins no further task. */
    hold: (): void => {
      held = true;
    },
    get waiting(): number {
      return waiting.length;
    },
    get busy(): number {
      return slots.filter((s) => s.task).length;
    },
    close: async (): Promise<void> => {
      closed = true;
      const error = new WorkError('stopped', 'The server is stopping.');
      for (const task of waiting.splice(0)) {
        task.settle();
        task.reject(error);
      }
      await Promise.all(
        slots.map(async (slot) => {
          const { thread } = slot;
          slot.thread = undefined;
          finish(slot, (task) => task.reject(error));
          await thread?.terminate();
        }),
      );
    },
  };
}
