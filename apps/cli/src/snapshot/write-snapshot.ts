import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SnapshotFile } from '@skoop/collector';
import { pack } from 'tar-stream';
import { CommandError, EXIT } from '../exit-status.ts';

/** Writes a snapshot's files to a folder, or to an archive where the name ends in `.tar.gz` or `.tgz`. Never over something that is there. */
export async function writeSnapshot(target: string, files: readonly SnapshotFile[]): Promise<void> {
  try {
    await (/\.(tar\.gz|tgz)$/.test(target) ? writeArchive(target, files) : writeFolder(target, files));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new CommandError(
      EXIT.output,
      exists ? `${target} is there already.` : `${target} cannot be written: ${(error as Error).message}.`,
      'Give another place with --output.',
    );
  }
}

async function writeFolder(target: string, files: readonly SnapshotFile[]): Promise<void> {
  const there = await readdir(target).catch(() => []);
  if (there.length > 0)
    throw new CommandError(
      EXIT.output,
      `${target} is not empty.`,
      'Give a new folder, so that nothing old is mixed in.',
    );
  for (const file of files) {
    const to = path.join(target, file.path);
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, file.bytes);
  }
}

async function writeArchive(target: string, files: readonly SnapshotFile[]): Promise<void> {
  const tar = pack();
  for (const file of files) tar.entry({ name: file.path, mode: 0o644 }, Buffer.from(file.bytes));
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  await writeFile(target, gzipSync(Buffer.concat(chunks)), { flag: 'wx' });
}
