import { gunzip, isGzip } from '../archive/gunzip.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from '../archive/limits.ts';
import type { SnapshotFile } from '../archive/untar.ts';

/** Dumps that were collected with `--gzip` (`nodes/NODE.dump.gz`), unpacked; all other files as they are. Throws ArchiveError. */
export async function unpackDumps(
  files: readonly SnapshotFile[],
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<readonly SnapshotFile[]> {
  const out: SnapshotFile[] = [];
  for (const file of files) {
    const packed = /\.dump(\.gz)?$/.test(file.path) && isGzip(file.bytes);
    out.push(
      packed ? { path: file.path.replace(/\.gz$/, ''), bytes: await gunzip(file.bytes, file.path, limits) } : file,
    );
  }
  return out;
}
