import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSnapshot } from '@skoop/collector';
import type { Snapshot } from '@skoop/model';

/** A recorded snapshot folder, as the tools read it. */
export function readFolder(folder: string): Snapshot {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  return readSnapshot(
    names.map((e) => {
      const file = path.join(e.parentPath, e.name);
      return { path: path.relative(folder, file), bytes: readFileSync(file) };
    }),
  );
}
