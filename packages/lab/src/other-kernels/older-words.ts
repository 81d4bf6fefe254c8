import type { Verdict } from '@skoop/model';

/** Words that a later kernel gave to drops which had none before: [major, minor] of the first that knows them. */
const WORDS: Readonly<Record<string, readonly [number, number]>> = {
  IP_INVALID_SOURCE: [6, 14],
  IP_LOCAL_SOURCE: [6, 14],
  IP_LOCALNET: [6, 14],
  IP_INVALID_DEST: [6, 14],
};

/** The same by the place of the drop, where words that were there before are used later. */
const PLACES: Readonly<Record<string, readonly [number, number]>> = {
  'vxlan/xmit': [6, 12],
  'vxlan/rcv': [6, 12],
};

/** A verdict, which speaks as the reference kernel does, in the words of an older one: what that has no word for is NOT_SPECIFIED. */
export function inWordsOf(kernel: string, verdict: Verdict): Verdict {
  const [major = 0, minor = 0] = kernel.split('.').map((n) => Number.parseInt(n, 10));
  const isOlder = ([m, n]: readonly [number, number]): boolean => major < m || (major === m && minor < n);
  const drops = verdict.drops.map((d) => {
    const since = WORDS[d.reason] ?? PLACES[d.stage];
    return since && isOlder(since) ? { ...d, reason: 'NOT_SPECIFIED', stage: d.stage.replace('/martian', '') } : d;
  });
  return { ...verdict, drops };
}
