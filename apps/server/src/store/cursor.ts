/** A cursor is the place where the last page ended, opaque to clients. */
export const encodeCursor = (place: number): string => Buffer.from(`p${place}`).toString('base64url');

/** undefined if it is none that this server made. */
export function decodeCursor(cursor: string): number | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  return /^p\d{1,15}$/.test(text) ? Number(text.slice(1)) : undefined;
}
