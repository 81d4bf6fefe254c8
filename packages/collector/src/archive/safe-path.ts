import { ArchiveError } from './archive-error.ts';

/** A path that stays inside: relative, without `..`, backslashes or control characters. `./a//b/` becomes `a/b`. Throws ArchiveError. */
export function safePath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const odd = /[\u0000-\u001f\u007f\\]/.test(path) || /^[a-zA-Z]:/.test(path);
  if (path.startsWith('/') || odd || parts.includes('..'))
    throw new ArchiveError(
      'archive-path',
      `The archive holds ${JSON.stringify(path.slice(0, 200))}, a path that leads out of it; nothing was read.`,
      'Do not trust this file. A snapshot has snapshot.json, objects/ and nodes/ only.',
    );
  return parts.join('/');
}
