import { applyEdits, readSnapshot } from '@skoop/collector';
import type { Snapshot } from '@skoop/model';
import { readFiles } from './read-files.ts';
import type { SnapshotSource } from './snapshot-source.ts';

/** Reads and parses a snapshot. A derived one is made of `parent`: only what its edits touch is parsed anew. */
export async function loadSnapshot(
  source: SnapshotSource,
  parent: Snapshot | undefined,
  maxBytes: number,
): Promise<Snapshot> {
  if (source.kind !== 'derived' || !parent) return readSnapshot(await readFiles(source, maxBytes));
  const files = await readFiles(source.parent, maxBytes);
  const before = new Set(files);
  const changed = applyEdits(files, source.edits).filter((file) => !before.has(file));
  if (changed.length === 0) return parent;
  const { nodes, objects } = readSnapshot(changed);
  return { ...parent, nodes: new Map([...parent.nodes, ...nodes]), objects: { ...parent.objects, ...objects } };
}
