import { gunzip, isGzip } from '../archive/gunzip.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from '../archive/limits.ts';
import { plainLines } from '../archive/plain-lines.ts';
import type { SnapshotFile } from '../archive/untar.ts';

/**
 * Dumps that were collected with `--gzip` (`nodes/NODE.dump.gz`), unpacked, and those that came through a Windows console, with the node's
 * own line ends; all other files as they are. Throws ArchiveError.
 */
export async function unpackDumps(
  files: readonly SnapshotFile[],
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<readonly SnapshotFile[]> {
  const out: SnapshotFile[] = [];
  for (const file of files) {
    if (!/\.dump(\.gz)?$/.test(file.path)) out.push(file);
    else if (isGzip(file.bytes)) {
      const bytes = plainLines(await gunzip(file.bytes, file.path, limits));
      out.push({ path: file.path.replace(/\.gz$/, ''), bytes });
    } else {
      const bytes = plainLines(file.bytes);
      out.push(bytes === file.bytes ? file : { path: file.path, bytes });
    }
  }
  return out;
}
