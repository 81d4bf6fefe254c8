import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../native.ts';

export const RECORDINGS = fileURLToPath(new URL('../../recordings/', import.meta.url));

/** Keeps what was recorded, small, and the same bytes for the same content. */
export function packRecording(from: string, to: string): void {
  if (!existsSync(path.join(from, 'case.json'))) return;
  mkdirSync(to, { recursive: true });
  copyFileSync(path.join(from, 'case.json'), path.join(to, 'case.json'));
  const tar =
    'tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-01-15T10:00:00Z -cf - snapshot.json objects nodes';
  compile('sh', ['-c', `${tar} | gzip -9n > "$0"`, path.join(to, 'snapshot.tar.gz')], path.join(from, 'snapshot'));
}
