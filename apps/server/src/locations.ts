import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// This file lies in apps/server/src, and as part of a bundle in apps/<app>/dist: the same number of folders below the root.
const root = new URL('../../../', import.meta.url);
const under = (path: string): string => fileURLToPath(new URL(path, root));

/** Where the files are that come with the program. */
export const defaultWebDir = (): string => under('apps/web/dist');
export const defaultScenariosDir = (): string => under('scenarios');

/** The module that worker threads run: beside the bundle, or the source. */
export function workerEntry(): URL {
  const bundled = new URL('./worker.js', import.meta.url);
  return existsSync(bundled) ? bundled : new URL('./worker.ts', import.meta.url);
}
