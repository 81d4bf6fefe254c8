import { statSync } from 'node:fs';
import path from 'node:path';
import type { Demo } from './demo.ts';

/** Snapshots that were named at the start. Throws if one is not there. */
export function localSnapshots(paths: readonly string[]): ReadonlyMap<string, Demo> {
  return new Map(
    paths.map((given, i) => {
      const file = path.resolve(given);
      const info = statSync(file);
      // `local-` is what a browser calls those that only it has.
      const id = `path-${i + 1}`;
      const name = path.basename(file).replace(/\.(tar\.gz|tgz)$/, '');
      return [
        id,
        {
          source: { kind: info.isDirectory() ? 'folder' : 'archive', key: id, path: file },
          summary: {
            id,
            name,
            cluster: name,
            origin: 'local',
            takenAt: '',
            createdAt: info.mtime.toISOString(),
            bytes: info.isDirectory() ? 0 : info.size,
            deletable: false,
          },
        } satisfies Demo,
      ];
    }),
  );
}
