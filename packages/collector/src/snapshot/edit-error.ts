import { SnapshotError } from './snapshot-error.ts';

export const noSuchPlace = (why: string): SnapshotError =>
  new SnapshotError(
    'edit-does-not-fit',
    `The change cannot be tried: ${why}.`,
    'Diagnose the snapshot again and use the fix of that diagnosis.',
  );
