/** Calls `visit` for each line of a text with its 1-based number; the empty rest after a last line feed is no line. */
export function eachLine(text: string, visit: (line: string, number: number) => void): void {
  let number = 1;
  for (let at = 0; at < text.length; number++) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    visit(text.slice(at, stop), number);
    at = stop + 1;
  }
}

export const wordsOf = (line: string): string[] => line.split(/\s+/).filter((w) => w !== '');

/** A decimal or `0x` number that fits 32 bits, or undefined. */
export function integer(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^(\d{1,10}|0x[0-9a-fA-F]{1,8})$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 0xffffffff ? value : undefined;
}

/** What a parser made of a section: records, and lines that it could not read. */
export type Parsed<T> = { readonly records: readonly T[]; readonly unread: readonly number[] };
