import { useTypedParams } from '../ui/useTypedParams.ts';

export type Filters = {
  readonly verdict: string;
  readonly q: string;
  /** Id of the diagnosis for which another one is looked for, to compare both. */
  readonly with: string;
};

const read = (params: URLSearchParams): Filters => ({
  verdict: params.get('verdict') ?? '',
  q: params.get('q') ?? '',
  with: params.get('with') ?? '',
});

const write = (filters: Filters): URLSearchParams =>
  new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''));

/** What the history is narrowed down to; it stands in the URL. */
export function useFilters(): readonly [filters: Filters, set: (change: Partial<Filters>) => void] {
  const [filters, set] = useTypedParams(read, write);
  return [filters, (change) => set({ ...filters, ...change })];
}
