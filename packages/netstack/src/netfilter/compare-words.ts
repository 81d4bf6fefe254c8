import type { Words } from '@skoop/model';

/** Order of two addresses of one family: negative, 0, positive. An address of another family is in no range of this one: NaN. */
export function compareWords(a: Words, b: Words): number {
  if (a.length !== b.length) return Number.NaN;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return 0;
}
