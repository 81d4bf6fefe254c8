import type { Comparison } from '@skoop/api';
import { compareDiagnoses } from '@skoop/browse';
import type { Diagnosis } from '@skoop/model';
import type { SnapshotSource } from './snapshot-source.ts';
import type { ThreadContext } from './thread-context.ts';

/** A diagnosis as JSON text, and its snapshot if that is still there. */
type Side = { readonly body: string; readonly source?: SnapshotSource };

export type CompareInput = { readonly before: Side; readonly after: Side };

export async function compareStored(
  { before, after }: CompareInput,
  { snapshots }: ThreadContext,
): Promise<Omit<Comparison, 'before' | 'after'>> {
  // Of one snapshot there is nothing to compare: it is not even read.
  const both = before.source && after.source && before.source.key !== after.source.key;
  const side = async ({ body, source }: Side) => ({
    diagnosis: JSON.parse(body) as Diagnosis,
    snapshot: both && source ? await snapshots.get(source) : undefined,
  });
  return compareDiagnoses(await side(before), await side(after));
}
