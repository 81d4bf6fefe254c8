import { mkdirSync, rmSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

const ENDING = '.tar.gz';

/** Where the server keeps what must outlive it. */
export type DataFolder = {
  readonly database: string;
  readonly archive: (id: string) => string;
  /** A new file that is not part of anything yet. */
  readonly draft: (id: string) => string;
  /** Makes a draft the archive of a stored snapshot. */
  readonly keep: (id: string) => Promise<void>;
  readonly discard: (file: string) => Promise<void>;
  /** After a crash: keeps drafts whose snapshot was stored already, and removes those of uploads that were cut off. */
  readonly recover: (isStored: (id: string) => Promise<boolean>) => Promise<void>;
  /** Removes everything, if it was temporary. */
  readonly close: () => void;
};

/** `$XDG_STATE_HOME/skoop`, usually `~/.local/state/skoop`. */
export const defaultDataDir = (): string =>
  path.join(process.env.XDG_STATE_HOME || path.join(os.homedir(), '.local/state'), 'skoop');

/** `dir` ':memory:' keeps everything in a temporary folder until the server stops. */
export function openDataFolder(dir: string): DataFolder {
  const isTemporary = dir === ':memory:';
  const root = isTemporary ? temporaryFolder() : path.resolve(dir);
  const archives = path.join(root, 'snapshots');
  const drafts = path.join(root, 'incoming');
  // Dumps tell a lot about a network: nobody else on this machine reads them.
  for (const folder of [root, archives, drafts]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const archive = (id: string): string => path.join(archives, `${id}${ENDING}`);
  const draft = (id: string): string => path.join(drafts, `${id}${ENDING}`);
  const keep = async (id: string): Promise<void> => {
    await rename(draft(id), archive(id));
    await syncFolder(archives);
  };
  return {
    database: path.join(root, 'skoop.db'),
    archive,
    draft,
    keep,
    discard: (file) => rm(file, { force: true }),
    recover: async (isStored) => {
      for (const name of await readdir(drafts)) {
        const id = path.basename(name, ENDING);
        if (await isStored(id)) await keep(id);
        else await rm(path.join(drafts, name), { force: true });
      }
    },
    close: () => {
      if (isTemporary) rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A new name in a folder is on the disk only when the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
