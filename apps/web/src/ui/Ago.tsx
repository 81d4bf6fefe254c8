import { useSyncExternalStore } from 'react';
import { agoWords } from './agoWords.ts';

let now = Date.now();
const subscribe = (changed: () => void): (() => void) => {
  const timer = setInterval(() => {
    now = Date.now();
    changed();
  }, 30_000);
  return () => clearInterval(timer);
};

/** The present, renewed every half minute. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

/** How long ago; the exact time on hover. */
export function Ago({ time }: { time: string }) {
  const present = useNow();
  const at = Date.parse(time);
  if (Number.isNaN(at)) return <time>{time}</time>;
  return (
    <time dateTime={time} title={new Date(at).toLocaleString()}>
      {agoWords(at, present)}
    </time>
  );
}
