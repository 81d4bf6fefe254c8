import { useEffect, useState } from 'react';

const SHOWN_MS = 1800;

/** What was just done, in a word, for 1.8 s. `attempt` makes a handler of something that answers with that word, or fails. */
export function useSaid() {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const attempt = (act: () => Promise<string>) => () => {
    act().then(setSaid, (cause: unknown) => setSaid(cause instanceof Error ? cause.message : 'That did not work'));
  };
  return { said, attempt };
}
