import { oneLine } from '../look/escape.ts';
import type { Tone } from '../view/pathView.ts';

/** How a terminal is written to: with or without colour, box drawing or plain ASCII. */
export type Ink = {
  readonly tone: (tone: Tone, text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly sign: (name: Sign) => string;
};

const signs = {
  ok: ['✓', 'ok'],
  bad: ['✗', 'x'],
  unk: ['?', '?'],
  part: ['◐', '!'],
  warn: ['▲', '!'],
  info: ['i', 'i'],
  dot: ['●', 'o'],
  hollow: ['○', '.'],
  rail: ['│', '|'],
  ghost: ['╎', ':'],
  branch: ['├', '|'],
  corner: ['╮', '\\'],
  tee: ['┬', '+'],
  dash: ['─', '-'],
  arrow: ['→', '->'],
} as const satisfies Record<string, readonly [string, string]>;
export type Sign = keyof typeof signs;

const codes: { readonly [T in Tone]: string } = { ok: '32', bad: '31', unk: '35', ink: '39', ghost: '90' };
const paint = (on: boolean, code: string) => (text: string) =>
  on && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;

export function inkFor(options: { readonly color: boolean; readonly unicode: boolean }): Ink {
  return {
    tone: (tone, text) => paint(options.color && tone !== 'ink', codes[tone])(text),
    bold: paint(options.color, '1'),
    dim: paint(options.color, '2'),
    sign: (name) => signs[name][options.unicode ? 0 : 1],
  };
}

const ascii: Readonly<Record<string, string>> = {
  '→': '->',
  '−': '-',
  '“': '"',
  '”': '"',
  '’': "'",
  '…': '...',
  '·': '-',
  '–': '-',
};

/** Untrusted words on one line, free of terminal sequences; typographic signs as ASCII where asked for. */
export const words = (text: string, unicode: boolean): string =>
  unicode ? oneLine(text) : oneLine(text).replace(/[→−“”’…·–]/g, (c) => ascii[c] ?? c);

/** Columns that a text takes: wide scripts take two, combining marks none. */
export function columns(text: string): number {
  let n = 0;
  for (const c of text) {
    if (/\p{Mark}/u.test(c)) continue;
    const code = c.codePointAt(0) ?? 0;
    const wide =
      (code >= 0x1100 && code <= 0x115f) ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0x1f300 && code <= 0x1faff);
    n += wide ? 2 : 1;
  }
  return n;
}

export const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)));

/** Beginning and end of a text around an ellipsis, at most `width` columns. */
export function squeeze(text: string, width: number, ellipsis: string): string {
  if (columns(text) <= width) return text;
  const chars = [...text];
  const keep = Math.max(2, width - columns(ellipsis));
  return `${chars.slice(0, Math.ceil(keep / 2)).join('')}${ellipsis}${chars.slice(chars.length - Math.floor(keep / 2)).join('')}`;
}

/** Lines of at most `width` columns, broken at spaces; longer words stay whole, as they are commands and addresses to copy. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const next = line === '' ? word : `${line} ${word}`;
    if (columns(next) <= width || line === '') line = next;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}
