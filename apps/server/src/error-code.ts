/** `ENOSPC`, `EADDRINUSE`, ... of an error of the operating system. */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
