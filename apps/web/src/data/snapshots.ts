import type { SnapshotSummary } from '@skoop/api';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { localSnapshotList } from '../local/localStore.ts';
import { server } from './client.ts';
import { isLocal, snapshotSource } from './source.ts';

const LAST = 'skoop.snapshot';

const remembered = (): string | undefined => {
  try {
    return localStorage.getItem(LAST) ?? undefined;
  } catch {
    return undefined;
  }
};
export const rememberSnapshot = (id: string): void => {
  try {
    localStorage.setItem(LAST, id);
  } catch {
    // No storage: the first snapshot of the list is offered next time.
  }
};

/** Snapshots of the server, then those that only this browser has. */
export function useSnapshots() {
  return useQuery({
    queryKey: ['snapshots'],
    queryFn: async ({ signal }): Promise<readonly SnapshotSummary[]> => {
      const [page, local] = await Promise.all([server.snapshots.list({ limit: 200 }, { signal }), localSnapshotList()]);
      return [...local, ...page.items];
    },
  });
}

/** The snapshot that the page is about: of the URL, else the one used last, else the first that is there. */
export function useChosenSnapshot(): {
  readonly id: string | undefined;
  readonly snapshot: SnapshotSummary | undefined;
} {
  const [params] = useSearchParams();
  const { data } = useSnapshots();
  const wanted = params.get('snapshot') ?? undefined;
  if (wanted) return { id: wanted, snapshot: data?.find((s) => s.id === wanted) };
  const last = remembered();
  const snapshot = data?.find((s) => s.id === last) ?? data?.find((s) => s.origin !== 'derived');
  return { id: snapshot?.id, snapshot };
}

export function useOverview(id: string | undefined) {
  return useQuery({
    queryKey: ['snapshot', id],
    enabled: id !== undefined,
    staleTime: isLocal(id ?? '') ? Number.POSITIVE_INFINITY : 60_000,
    queryFn: async ({ signal }) => (await snapshotSource(id ?? '')).get(id ?? '', { signal }),
  });
}
