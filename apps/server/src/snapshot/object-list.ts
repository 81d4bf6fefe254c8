import type { Page } from '@skoop/api';
import type { KubeObject, Snapshot } from '@skoop/model';
import { decodeCursor, encodeCursor } from '../store/cursor.ts';

export type ObjectFilter = {
  readonly namespace?: string;
  readonly name?: string;
  readonly limit: number;
  readonly cursor?: string;
};

/** undefined: the cursor is none, or the snapshot has no such resource. */
export function listObjects(snapshot: Snapshot, resource: string, filter: ObjectFilter): Page<KubeObject> | undefined {
  const from = filter.cursor === undefined ? 0 : decodeCursor(filter.cursor);
  const objects = Object.hasOwn(snapshot.objects, resource) ? snapshot.objects[resource] : undefined;
  if (from === undefined || !objects) return undefined;
  const found = objects.filter(
    ({ metadata }) =>
      (filter.namespace === undefined || metadata.namespace === filter.namespace) &&
      (filter.name === undefined || metadata.name === filter.name),
  );
  return {
    items: found.slice(from, from + filter.limit),
    total: found.length,
    next: from + filter.limit < found.length ? encodeCursor(from + filter.limit) : undefined,
  };
}
