import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSnapshot, type SnapshotFile } from '@skoop/collector';
import type { Snapshot } from '@skoop/model';

/** The files of a recorded snapshot folder. */
export const folderFiles = (folder: string): readonly SnapshotFile[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { path: path.relative(folder, file), bytes: new Uint8Array(readFileSync(file)) };
    });

/** A recorded snapshot folder, as the tools read it. */
export const readFolder = (folder: string): Snapshot => readSnapshot(folderFiles(folder));
