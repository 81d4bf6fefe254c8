import type { KubeObject, Snapshot } from '@skoop/model';
import { type Range, type Slice, sliceOf } from './slice.ts';

export type ObjectFilter = { readonly namespace?: string; readonly name?: string };

/** undefined: the snapshot has no such resource. */
export function listObjects(
  snapshot: Snapshot,
  resource: string,
  filter: ObjectFilter,
  range: Range,
): Slice<KubeObject> | undefined {
  const objects = Object.hasOwn(snapshot.objects, resource) ? snapshot.objects[resource] : undefined;
  if (!objects) return undefined;
  const found = objects.filter(
    ({ metadata }) =>
      (filter.namespace === undefined || metadata.namespace === filter.namespace) &&
      (filter.name === undefined || metadata.name === filter.name),
  );
  return sliceOf(found, range);
}
