import type { SnapshotEdit } from '@skoop/model';
import type { SnapshotFile } from '../archive/untar.ts';
import { editDump, type LineEdit } from './edit-dump.ts';
import { noSuchPlace } from './edit-error.ts';
import { groupBy } from './group-by.ts';
import { layoutOf } from './layout.ts';
import { type ObjectEdit, setObject } from './set-object.ts';

/**
 * The files of a changed snapshot, for "what if". Line numbers are those before any of the edits. Files that no edit is about
 * are the same objects as before. Throws SnapshotError where an edit does not fit.
 */
export function applyEdits(files: Iterable<SnapshotFile>, edits: readonly SnapshotEdit[]): readonly SnapshotFile[] {
  const all = [...files];
  const { objects, dumps } = layoutOf(all);
  const changed = new Map<SnapshotFile, Uint8Array>();
  for (const [node, list] of groupBy(edits.filter(isLineEdit), (e) => e.node)) {
    const file = dumps.get(node);
    if (!file) throw noSuchPlace(`the snapshot has no dump of node ${node}`);
    changed.set(file, editDump(file.bytes, list));
  }
  for (const edit of edits.filter((e): e is ObjectEdit => e.kind === 'set-object')) {
    const file = objects.get(edit.resource);
    if (!file) throw noSuchPlace(`the snapshot has no ${edit.resource}`);
    changed.set(file, setObject(changed.get(file) ?? file.bytes, edit));
  }
  return all.map((file) => {
    const bytes = changed.get(file);
    return bytes ? { path: file.path, bytes } : file;
  });
}

const isLineEdit = (edit: SnapshotEdit): edit is LineEdit => edit.kind !== 'set-object';
