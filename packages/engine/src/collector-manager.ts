import type { Gap, Snapshot } from '@skoop/model';
import type { CancelSignal } from './cancel-signal.ts';

/** What collecting brought: the snapshot with more nodes in it, and why some could not be had. */
export type Collected = { readonly snapshot: Snapshot; readonly gaps: readonly Gap[] };

/** Collects nodes when they are first needed. A live cluster runs collect.sh on them; a recorded one has what it has. */
export type CollectorManager = {
  collect(snapshot: Snapshot, nodes: readonly string[], signal?: CancelSignal): Promise<Collected>;
};

/** Answers from the snapshot alone: nothing can be collected any more. */
export const snapshotCollectorManager: CollectorManager = {
  collect: (snapshot) => Promise.resolve({ snapshot, gaps: [] }),
};
