import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ARCHIVE_LIMITS, applyEdits, type SnapshotFile, unpackDumps, untar } from '@skoop/collector';
import { codeOf } from '../error-code.ts';
import { WorkError } from '../jobs/work-error.ts';
import type { SnapshotSource } from './snapshot-source.ts';

/** Files of a snapshot, at most `maxBytes` of them all together. Fails with errors that say what is wrong and what to do. */
export async function readFiles(source: SnapshotSource, maxBytes: number): Promise<readonly SnapshotFile[]> {
  const limits = { ...ARCHIVE_LIMITS, maxBytes };
  try {
    switch (source.kind) {
      case 'derived':
        return applyEdits(await readFiles(source.parent, maxBytes), source.edits);
      case 'folder':
        return await unpackDumps(await readFolder(source.path, maxBytes), limits);
      case 'archive':
        return await unpackDumps(await untar(await readFile(source.path), limits), limits);
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT')
      throw new WorkError('snapshot-gone', 'The files of this snapshot are not there any more.');
    throw error;
  }
}

/** Only what a snapshot consists of, so that a folder named by mistake is not read whole. */
async function readFolder(folder: string, maxBytes: number): Promise<readonly SnapshotFile[]> {
  const list = async (name: string, pattern: RegExp): Promise<readonly string[]> =>
    (await readdir(path.join(folder, name)).catch(() => [])).filter((f) => pattern.test(f)).map((f) => `${name}/${f}`);
  const names = ['snapshot.json', ...(await list('objects', /\.json$/)), ...(await list('nodes', /\.dump(\.gz)?$/))];
  const files: SnapshotFile[] = [];
  let left = maxBytes;
  for (const name of names) {
    const file = path.join(folder, name);
    const info = await stat(file).catch(() => undefined);
    if (!info?.isFile()) continue;
    left -= info.size;
    if (left < 0) throw new WorkError('snapshot-too-large', 'The snapshot is larger than this server takes.');
    files.push({ path: name, bytes: await readFile(file) });
  }
  return files;
}
