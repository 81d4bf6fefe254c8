import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readSnapshot, type SnapshotFile, unpackDumps, untar } from '@skoop/collector';
import type { Snapshot } from '@skoop/model';
import { CommandError, EXIT } from '../exit-status.ts';

const MAX_ARCHIVE = 512 << 20;
const MAX_FILES = 20_000;

/** Reads a snapshot folder or .tar.gz. Links are not followed. */
export async function loadSnapshot(location: string): Promise<Snapshot> {
  return readSnapshot(await unpackDumps(await readSnapshotFiles(location)));
}

export async function readSnapshotFiles(location: string): Promise<readonly SnapshotFile[]> {
  const stat = await lstat(location).catch(() => undefined);
  if (!stat)
    throw new CommandError(
      EXIT.snapshot,
      `there is no snapshot at ${location}.`,
      'Give a folder with snapshot.json, objects/ and nodes/, or the same as .tar.gz. `skoop snapshot --help` shows how to make one.',
    );
  if (stat.isDirectory()) return readFolder(location);
  if (!stat.isFile())
    throw new CommandError(
      EXIT.snapshot,
      `${location} is neither a folder nor a file.`,
      'Give a snapshot folder or a .tar.gz.',
    );
  if (stat.size > MAX_ARCHIVE)
    throw new CommandError(
      EXIT.snapshot,
      `${location} has ${Math.round(stat.size / 1048576)} MB; at most ${MAX_ARCHIVE / 1048576} MB are read.`,
      'Unpack it yourself and give the folder, or leave out nodes that the packet does not cross.',
    );
  return untar(new Uint8Array(await readFile(location)));
}

async function readFolder(root: string): Promise<readonly SnapshotFile[]> {
  const files: SnapshotFile[] = [];
  const walk = async (relative: string): Promise<void> => {
    const entries = await readdir(path.join(root, relative), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = relative ? `${relative}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        // Only what the contract names; a snapshot may lie in a folder with other things.
        if (relative === '' && (entry.name === 'objects' || entry.name === 'nodes')) await walk(inside);
      } else if (entry.isFile()) {
        if (relative === '' && entry.name !== 'snapshot.json') continue;
        if (files.length >= MAX_FILES)
          throw new CommandError(
            EXIT.snapshot,
            `${root} holds more than ${MAX_FILES} files.`,
            'Is it really a snapshot folder?',
          );
        files.push({ path: inside, bytes: new Uint8Array(await readFile(path.join(root, inside))) });
      }
    }
  };
  try {
    await walk('');
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      EXIT.snapshot,
      `${root} cannot be read: ${(error as Error).message}.`,
      'Check the permissions of the folder.',
    );
  }
  return files;
}
