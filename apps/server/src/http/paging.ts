import type { Page } from '@skoop/api';
import type { Range, Slice } from '@skoop/browse';
import { decodeCursor, encodeCursor } from '../store/cursor.ts';
import { badCursor } from './problems.ts';

/** The part of a list that a query asks for. */
export function partOf({ cursor, limit }: { readonly cursor?: string; readonly limit: number }): Range {
  const from = cursor === undefined ? 0 : decodeCursor(cursor);
  if (from === undefined) throw badCursor();
  return { from, limit };
}

export const pageOf = <T>({ items, total, next }: Slice<T>): Page<T> => ({
  items,
  total,
  next: next === undefined ? undefined : encodeCursor(next),
});
