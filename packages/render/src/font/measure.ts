import { interWidths } from './interWidths.ts';

export type Weight = 400 | 500 | 600;

const FIRST = 0x20;
const tables = new Map<Weight, readonly number[]>();

function table(weight: Weight): readonly number[] {
  const known = tables.get(weight);
  if (known) return known;
  const run = interWidths[weight].run;
  const made: number[] = [];
  for (let i = 0; i < run.length; i += 2) made.push(Number.parseInt(run.slice(i, i + 2), 36));
  tables.set(weight, made);
  return made;
}

function advance(code: number, weight: Weight): number {
  const known = table(weight)[code - FIRST] || (interWidths[weight].more as Readonly<Record<number, number>>)[code];
  if (known) return known;
  // Not in the table: wide scripts take a whole em, marks and the rest about an average letter.
  return code >= 0x1100 ? 1000 : 640;
}

/** Width of a text in Inter, in the unit of `size`. Kerning is left out: it only ever makes Inter narrower. */
export function textWidth(text: string, size: number, weight: Weight = 400): number {
  let sum = 0;
  for (const c of text) sum += advance(c.codePointAt(0) ?? FIRST, weight);
  return (sum * size) / 1000;
}

/** The text, or its beginning and end around `…` where it is wider than `width`. */
export function fitMiddle(text: string, width: number, size: number, weight: Weight = 400): string {
  if (textWidth(text, size, weight) <= width) return text;
  const chars = [...text];
  let low = 0;
  let high = chars.length;
  while (low < high) {
    const keep = Math.ceil((low + high) / 2);
    if (textWidth(middle(chars, keep), size, weight) <= width) low = keep;
    else high = keep - 1;
  }
  return middle(chars, low);
}

const middle = (chars: readonly string[], keep: number): string =>
  keep >= chars.length
    ? chars.join('')
    : `${chars.slice(0, Math.ceil(keep / 2)).join('')}…${chars.slice(chars.length - Math.floor(keep / 2)).join('')}`;

/** Lines no wider than `width`, broken at spaces (words that are too wide are broken anywhere); the last of `limit` ends in `…`. */
export function wrapText(
  text: string,
  width: number,
  size: number,
  weight: Weight = 400,
  limit = 99,
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const next = line === '' ? word : `${line} ${word}`;
    if (textWidth(next, size, weight) <= width) {
      line = next;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (textWidth(line, size, weight) > width && line.length > 1) {
      const n = Math.max(1, fitCount(line, width, size, weight));
      lines.push(line.slice(0, n));
      line = line.slice(n);
    }
    if (lines.length > limit) break;
  }
  if (line !== '') lines.push(line);
  if (lines.length <= limit) return lines;
  const kept = lines.slice(0, limit);
  const room = width - textWidth(' …', size, weight);
  const whole = trimTo(`${kept.at(-1) ?? ''}`, room, size, weight);
  return [...kept.slice(0, -1), `${whole} …`];
}

/** As many whole words as fit; a first word that is too wide is cut. */
function trimTo(text: string, width: number, size: number, weight: Weight): string {
  if (textWidth(text, size, weight) <= width) return text;
  const cut = text.slice(0, fitCount(text, width, size, weight));
  const space = cut.lastIndexOf(' ');
  return space > 0 ? cut.slice(0, space).replace(/[,;:]$/, '') : cut;
}

function fitCount(text: string, width: number, size: number, weight: Weight): number {
  let sum = 0;
  let n = 0;
  for (const c of text) {
    sum += (advance(c.codePointAt(0) ?? FIRST, weight) * size) / 1000;
    if (sum > width) return n;
    n += c.length;
  }
  return n;
}
