const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Words of a line that xtables_save_string() wrote: separated by spaces, in double quotes where they have odd characters, with
 * backslashes before quotes and backslashes. undefined: a quote is not closed. libxtables/xtables.c
 */
export function splitQuoted(line: string, from = 0, keep: (word: string) => string = (w) => w): string[] | undefined {
  const out: string[] = [];
  for (let at = from; at < line.length; ) {
    const code = line.charCodeAt(at);
    if (code === SPACE) {
      at += 1;
    } else if (code === QUOTE) {
      const end = closingQuote(line, at + 1);
      if (end < 0) return undefined;
      const inner = line.slice(at + 1, end);
      out.push(keep(inner.includes('\\') ? inner.replace(/\\(.)/gs, '$1') : inner));
      at = end + 1;
    } else {
      const space = line.indexOf(' ', at);
      const end = space < 0 ? line.length : space;
      out.push(keep(line.slice(at, end)));
      at = end + 1;
    }
  }
  return out;
}

function closingQuote(line: string, from: number): number {
  const quote = line.indexOf('"', from);
  const backslash = line.indexOf('\\', from);
  if (quote < 0 || backslash < 0 || backslash > quote) return quote;
  for (let i = backslash; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === BACKSLASH) i += 1;
    else if (code === QUOTE) return i;
  }
  return -1;
}
