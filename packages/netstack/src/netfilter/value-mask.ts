/** A 32-bit value under a mask: `0x4000/0x4000`, `17`, `0x0/0xff`. */
export type ValueMask = { readonly value: number; readonly mask: number };

const NUMBER = /^(0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/;
/** An unsigned 32-bit number in decimal, hexadecimal or octal, or undefined. */
export function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const n = /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
  return n <= 0xffffffff ? n : undefined;
}

/** `V` or `V/M`; the mask of a bare value is all ones. undefined if it is neither. */
export function parseValueMask(text: string): ValueMask | undefined {
  const [v = '', m] = text.split('/');
  const value = parseNumber(v);
  const mask = m === undefined ? 0xffffffff : parseNumber(m);
  return value === undefined || mask === undefined ? undefined : { value, mask };
}

export const bitAnd = (a: number, b: number): number => (a & b) >>> 0;
export const bitOr = (a: number, b: number): number => (a | b) >>> 0;
export const bitXor = (a: number, b: number): number => (a ^ b) >>> 0;
export const bitNot = (a: number): number => ~a >>> 0;
export const hex = (n: number): string => `0x${(n >>> 0).toString(16)}`;
