import { decodeText } from '../text-decoder.ts';
import { ArchiveError } from './archive-error.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import { safePath } from './safe-path.ts';
import { isZeroBlock, readHeader } from './tar-header.ts';

/** One file of a snapshot; `path` has forward slashes and no `..`. */
export type SnapshotFile = { readonly path: string; readonly bytes: Uint8Array };

const BLOCK = 512;

/**
 * Files of a .tar or .tar.gz: ustar, GNU and pax. Refuses links, devices, absolute paths, `..`, and what exceeds the limits.
 * Throws ArchiveError.
 */
export async function untar(
  bytes: Uint8Array,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<readonly SnapshotFile[]> {
  if (bytes.length === 0)
    throw new ArchiveError('archive-empty', 'The archive is empty.', 'Make it again; was the disk full?');
  const tar = isGzip(bytes) ? await gunzip(bytes, 'The archive', limits) : bytes;
  const files: SnapshotFile[] = [];
  let next: { path?: string; size?: number } = {};
  let at = 0;
  for (; at + BLOCK <= tar.length && !isZeroBlock(tar, at); ) {
    const header = readHeader(tar, at);
    if (!header) throw at === 0 ? noArchive(tar) : damaged('the header of an entry is not valid');
    const size = next.size ?? header.size;
    const start = at + BLOCK;
    if (start + size > tar.length) throw damaged('it ends in the middle of a file');
    const body = tar.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    if (header.type === 'L') next.path = decodeText(body).replace(/\0.*$/s, '');
    else if (header.type === 'x') next = { ...next, ...paxRecords(body) };
    else if (header.type !== 'g' && header.type !== 'K') {
      const path = safePath(next.path ?? header.path);
      next = {};
      if (header.type === '5') continue;
      if (!/^[0\0 7]$/.test(header.type)) throw forbidden(path);
      if (files.length >= limits.maxFiles)
        throw new ArchiveError(
          'archive-too-many-files',
          `The archive holds more than ${limits.maxFiles} files.`,
          'Is it really a snapshot? It has snapshot.json, objects/ and nodes/.',
        );
      files.push({ path, bytes: body });
    }
  }
  if (at === 0) throw noArchive(tar);
  return files;
}

/** `LENGTH KEY=VALUE\n`, the length in bytes of the whole record. */
function paxRecords(body: Uint8Array): { path?: string; size?: number } {
  const out: { path?: string; size?: number } = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at);
    const length = space < 0 ? 0 : Number(decodeText(body.subarray(at, space)));
    if (!Number.isInteger(length) || length < 5 || at + length > body.length) break;
    const record = decodeText(body.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    const value = record.slice(equals + 1);
    if (record.startsWith('path=')) out.path = value;
    if (record.startsWith('size=') && /^\d{1,15}$/.test(value)) out.size = Number(value);
    at += length;
  }
  return out;
}

const damaged = (why: string): ArchiveError =>
  new ArchiveError(
    'archive-damaged',
    `The archive is damaged: ${why}.`,
    'Copy or make it again; was the transfer cut off?',
  );

const forbidden = (path: string): ArchiveError =>
  new ArchiveError(
    'archive-link',
    `The archive holds ${path}, which is a link or a device; a snapshot has plain files only.`,
    'Pack the snapshot folder with `tar czhf snapshot.tar.gz -C FOLDER .`.',
  );

function noArchive(bytes: Uint8Array): ArchiveError {
  const start = decodeText(bytes.subarray(0, 16));
  const kind = start.startsWith('PK')
    ? 'It is a zip file.'
    : start.startsWith('skoop-dump')
      ? "It is one node's dump."
      : start.trimStart().startsWith('{')
        ? 'It is JSON.'
        : '';
  return new ArchiveError(
    'archive-not-recognised',
    `That is no .tar.gz archive. ${kind}`.trim(),
    'A snapshot is a folder with snapshot.json, objects/ and nodes/, or the same packed with `tar czf snapshot.tar.gz -C FOLDER .`; `skoop snapshot` makes one.',
  );
}
