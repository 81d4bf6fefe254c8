import type { Progress } from '@skoop/api';
import type { SnapshotCache } from './snapshot-cache.ts';

/** What an operation has besides its input. */
export type ThreadContext = {
  readonly snapshots: SnapshotCache;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
};
