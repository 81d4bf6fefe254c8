import type { EndpointOption } from '@skoop/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { asked } from '../new/asked.ts';
import { snapshotSource } from './source.ts';

const PER_KIND = 25;

/** Best matches of every kind wanted: one request per kind, so that no kind crowds out another. */
export function useEndpoints(snapshot: string | undefined, q: string, kinds: readonly string[]) {
  const wanted = kinds.filter((k) => k !== 'other');
  const query = useQuery({
    queryKey: ['endpoints', snapshot, q, wanted],
    enabled: snapshot !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const source = await snapshotSource(snapshot ?? '');
      const pages = await Promise.all(
        wanted.map((kind) => source.endpoints(snapshot ?? '', { q, kind, limit: PER_KIND }, { signal })),
      );
      return { options: pages.flatMap((p) => p.items), total: pages.reduce((sum, p) => sum + p.total, 0) };
    },
  });
  return { options: query.data?.options ?? [], total: query.data?.total ?? 0, searching: query.isFetching };
}

/** What the snapshot knows of an endpoint that the form names. */
export function useEndpoint(snapshot: string | undefined, ask: string) {
  const { kind, label } = asked(ask);
  const query = useQuery({
    queryKey: ['endpoint', snapshot, ask],
    enabled: snapshot !== undefined && ask !== '' && kind !== 'name',
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<EndpointOption | null> => {
      const source = await snapshotSource(snapshot ?? '');
      const [namespace, name] = label.includes('/') ? label.split('/') : [undefined, label];
      const page = await source.endpoints(
        snapshot ?? '',
        { q: name ?? label, kind: kind === 'address' ? undefined : kind, namespace, limit: 50 },
        { signal },
      );
      const isIt = (o: EndpointOption): boolean =>
        kind === 'address' ? o.addresses.includes(label) : o.name === name && o.namespace === namespace;
      return page.items.find(isIt) ?? null;
    },
  });
  return query.data ?? undefined;
}
