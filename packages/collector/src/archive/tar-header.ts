import { decodeText } from '../text-decoder.ts';

const BLOCK = 512;

export type TarHeader = { readonly path: string; readonly size: number; readonly type: string };

export function isZeroBlock(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + BLOCK; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** undefined: the checksum is wrong, so it is no header. POSIX.1-1988 ustar, and GNU tar. */
export function readHeader(bytes: Uint8Array, at: number): TarHeader | undefined {
  const field = (offset: number, length: number): string =>
    decodeText(bytes.subarray(at + offset, at + offset + length)).replace(/\0.*$/s, '');
  const sum = octal(field(148, 8));
  if (sum === undefined || sum !== checksum(bytes, at)) return undefined;
  const size = sizeOf(bytes, at, field(124, 12));
  if (size === undefined) return undefined;
  const isUstar = field(257, 5) === 'ustar';
  // GNU tar (`ustar  `) keeps times where POSIX keeps a prefix.
  const prefix = isUstar && bytes[at + 262] === 0 ? field(345, 155) : '';
  const name = field(0, 100);
  return { path: prefix ? `${prefix}/${name}` : name, size, type: String.fromCharCode(bytes[at + 156] ?? 0) };
}

function checksum(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (bytes[at + i] ?? 0);
  return sum;
}

/** Octal text, or base 256 for what is bigger than 8 GB (and then too big here anyway). */
function sizeOf(bytes: Uint8Array, at: number, text: string): number | undefined {
  if (((bytes[at + 124] ?? 0) & 0x80) === 0) return octal(text);
  let size = 0;
  for (let i = 1; i < 12; i++) size = size * 256 + (bytes[at + 124 + i] ?? 0);
  return size;
}

const octal = (text: string): number | undefined =>
  /^\s*[0-7]{1,12}\s*$/.test(text) ? Number.parseInt(text.trim(), 8) : undefined;
