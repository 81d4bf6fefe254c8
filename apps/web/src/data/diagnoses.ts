import { type DiagnosisRecord, type HistoryQuery, isSettled, type JobEvent } from '@skoop/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { server } from './client.ts';
import { diagnosisSource } from './source.ts';

/** A stored diagnosis, followed while it runs. What is settled never changes, so it is never asked for again. */
export function useRecord(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['diagnosis', id],
    queryFn: async ({ signal }) => (await diagnosisSource(id)).get(id, { signal }),
    staleTime: ({ state }) => (state.data && isSettled(state.data.status) ? Number.POSITIVE_INFINITY : 0),
  });
  const running = query.data !== undefined && !isSettled(query.data.status);
  useEffect(() => {
    if (!running) return;
    const stop = new AbortController();
    const key = ['diagnosis', id];
    const apply = (event: JobEvent) => {
      if (event.event === 'settled') {
        void client.invalidateQueries({ queryKey: key });
        void client.invalidateQueries({ queryKey: ['history'] });
        return;
      }
      client.setQueryData<DiagnosisRecord>(key, (old) =>
        old ? { ...old, status: event.status, progress: event.progress } : old,
      );
    };
    void (async () => {
      try {
        const source = await diagnosisSource(id);
        for await (const event of source.watch(id, { signal: stop.signal })) apply(event);
      } catch {
        if (!stop.signal.aborted) void client.invalidateQueries({ queryKey: key });
      }
    })();
    return () => stop.abort();
  }, [running, id, client]);
  return query;
}

export function useHistory(query: HistoryQuery) {
  return useQuery({
    queryKey: ['history', query],
    queryFn: ({ signal }) => server.diagnoses.list(query, { signal }),
  });
}
