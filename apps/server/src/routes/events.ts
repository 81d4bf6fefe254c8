import { isSettled, type JobEvent } from '@skoop/api';
import { createSession } from 'better-sse';
import { Router } from 'express';
import { param } from '../http/read-request.ts';
import type { Services } from '../services.ts';
import { loadJob } from './load-record.ts';

/** At most one `progress` event in this time, ms; the last one always gets out. */
const PROGRESS_MS = 100;

export type EventStreams = { readonly router: Router; readonly count: () => number; readonly close: () => void };

/** `GET /diagnoses/{id}/events`. `close` ends all streams; clients connect again when the server is back. */
export function eventRoutes(services: Services): EventStreams {
  const router = Router();
  const open = new Set<() => void>();

  router.get('/:id/events', async (req, res) => {
    const id = param(req, 'id');
    const { status } = await loadJob(services, id);
    res.locals.isStream = true;
    const session = await createSession(req, res, {
      retry: 1000,
      keepAlive: 15_000,
      headers: { 'X-Accel-Buffering': 'no' },
    });
    const send = ({ event, ...data }: JobEvent): void => {
      if (session.isConnected) session.push(data, event);
    };

    let late: JobEvent | undefined;
    let timer: NodeJS.Timeout | undefined;
    const flush = (): void => {
      timer = undefined;
      if (late) send(late);
      late = undefined;
    };
    const listener = (event: JobEvent): void => {
      if (event.event === 'settled') {
        clearTimeout(timer);
        flush();
        send(event);
        end();
      } else if (timer) late = event;
      else {
        send(event);
        timer = setTimeout(flush, PROGRESS_MS);
      }
    };
    const end = (): void => {
      clearTimeout(timer);
      stopListening?.();
      open.delete(end);
      res.end();
    };
    const stopListening = services.jobs.feed.listen(id, listener);
    open.add(end);
    res.once('close', end);
    if (stopListening) return;
    // Settled between the look at the store and here, or before.
    const now = isSettled(status) ? status : (await loadJob(services, id)).status;
    if (isSettled(now)) send({ event: 'settled', status: now });
    end();
  });

  return {
    router,
    count: () => open.size,
    close: () => {
      for (const end of [...open]) end();
    },
  };
}
