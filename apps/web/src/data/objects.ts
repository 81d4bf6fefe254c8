import type { Page } from '@skoop/api';
import type { KubeObject } from '@skoop/model';
import { server } from './client.ts';
import { isLocal } from './source.ts';

const SHOWN = 200;

/** Objects of one resource of a snapshot, wherever it is. */
export async function objectsOf(
  snapshot: string,
  resource: string,
  which: { readonly namespace?: string; readonly name?: string },
  signal: AbortSignal,
): Promise<Page<KubeObject>> {
  if (isLocal(snapshot)) {
    const { localObjects } = await import('../local/localSource.ts');
    return localObjects(snapshot, resource, which);
  }
  return server.snapshots.objects(snapshot, resource, { ...which, limit: SHOWN }, { signal });
}
