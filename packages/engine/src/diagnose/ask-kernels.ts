import type { Snapshot } from '@skoop/model';
import type { World } from '@skoop/netstack';
import type { IPCache } from '../ip-cache.ts';
import type { ResolvedQuestion } from '../resolve/resolve-question.ts';
import type { Reality } from './branch.ts';

/** Puts the question to the netstack, once for each thing that the client may do. */
export function askKernels(_world: World, _snapshot: Snapshot, _ipCache: IPCache, question: ResolvedQuestion): Reality {
  return {
    branches: question.attempts.map((a, i) => ({
      id: String(i),
      share: a.share,
      outcome: 'unknown',
      symptom: 'unknown',
      gaps: [
        { id: 'no-conversation', node: '', netns: '', message: 'The walk through the kernels is not connected yet.' },
      ],
      assumptions: [],
      missing: [],
    })),
    traces: [],
  };
}
