import { useQueries } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { snapshotSource } from '../data/source.ts';

export const CHUNK = 1000;

export type SectionAddress = {
  readonly sid: string;
  readonly node: string;
  readonly netns: string;
  readonly section: string;
};

const chunkOf = (index: number): number => Math.floor(index / CHUNK);

/** Lines of a section, loaded a chunk at a time as they come into sight. Indices are from 0. */
export function useSectionLines({ sid, node, netns, section }: SectionAddress, first: number) {
  const [range, setRange] = useState<readonly [number, number]>([first, first]);
  const from = chunkOf(Math.max(0, range[0]));
  const to = chunkOf(Math.max(0, range[1]));
  const wanted = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const chunks = useQueries({
    queries: wanted.map((chunk) => ({
      queryKey: ['section', sid, node, netns, section, chunk],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const source = await snapshotSource(sid);
        return source.section(sid, node, section, { netns, from: chunk * CHUNK + 1, limit: CHUNK }, { signal });
      },
    })),
  });
  const error = chunks.find((c) => c.error)?.error;
  const line = (index: number): string | undefined =>
    chunks[chunkOf(index) - from]?.data?.text[index - chunkOf(index) * CHUNK];
  const onRange = useCallback((a: number, b: number) => setRange([a, b]), []);
  return { line, onRange, error, loaded: chunks.flatMap((c) => c.data ?? []) };
}
