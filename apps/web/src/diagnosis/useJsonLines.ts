import { useEffect, useState } from 'react';
import { jsonLines } from './jsonLines.ts';

/** Less than a frame: scrolling goes on meanwhile. */
const SLICE_MS = 8;

/** The lines of a value as JSON, and whether these are all: a large one comes in slices between frames. */
export function useJsonLines(value: object): { readonly lines: readonly string[]; readonly complete: boolean } {
  const [state, setState] = useState<{ lines: readonly string[]; count: number; complete: boolean }>({
    lines: [],
    count: 0,
    complete: false,
  });
  useEffect(() => {
    const parts = jsonLines(value);
    // Grows in place: a copy for each slice of a million lines would take longer than the slice.
    const lines: string[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slice = (): void => {
      const end = performance.now() + SLICE_MS;
      let complete = false;
      while (!complete && performance.now() < end) {
        const next = parts.next();
        if (next.done) complete = true;
        else for (const line of next.value) lines.push(line);
      }
      setState({ lines, count: lines.length, complete });
      if (!complete) timer = setTimeout(slice);
    };
    slice();
    return () => clearTimeout(timer);
  }, [value]);
  return state;
}
