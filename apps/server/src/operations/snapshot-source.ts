import type { SnapshotEdit } from '@skoop/model';

/** Where a snapshot comes from. `key` names it in caches: the same key means the same content. */
export type SnapshotSource =
  /** A `.tar.gz` file. */
  | { readonly kind: 'archive'; readonly key: string; readonly path: string }
  | { readonly kind: 'folder'; readonly key: string; readonly path: string }
  /** Another one with its text changed. */
  | {
      readonly kind: 'derived';
      readonly key: string;
      readonly parent: SnapshotSource;
      readonly edits: readonly SnapshotEdit[];
    };
