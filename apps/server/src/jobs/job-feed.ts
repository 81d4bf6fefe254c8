import type { JobEvent, JobStatus, Progress } from '@skoop/api';

type Listener = (event: JobEvent) => void;
type Entry = { event: JobEvent & { readonly event: 'progress' }; readonly listeners: Set<Listener> };

/** What open jobs are doing right now, for whoever listens. */
export function createJobFeed() {
  const entries = new Map<string, Entry>();

  return {
    progress: (id: string, status: JobStatus, progress: Progress): void => {
      const event = { event: 'progress' as const, status, progress };
      const entry = entries.get(id);
      if (entry) entry.event = event;
      else entries.set(id, { event, listeners: new Set() });
      for (const listener of entry?.listeners ?? []) listener(event);
    },
    settled: (id: string, status: JobStatus): void => {
      const entry = entries.get(id);
      entries.delete(id);
      for (const listener of entry?.listeners ?? []) listener({ event: 'settled', status });
    },
    /** Forgets a job that goes on elsewhere; listeners hear nothing. */
    drop: (id: string): void => {
      entries.delete(id);
    },
    current: (id: string): (JobEvent & { readonly event: 'progress' }) | undefined => entries.get(id)?.event,
    /** Tells the present state at once and then every change. undefined: the job is not open. */
    listen: (id: string, listener: Listener): (() => void) | undefined => {
      const entry = entries.get(id);
      if (!entry) return undefined;
      entry.listeners.add(listener);
      listener(entry.event);
      return () => entry.listeners.delete(listener);
    },
  };
}
