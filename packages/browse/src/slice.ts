/** Which part of a list is wanted: `from` counts from 0. */
export type Range = { readonly from: number; readonly limit: number };
/** A part of a list; `next` is where the rest begins. */
export type Slice<T> = { readonly items: readonly T[]; readonly total: number; readonly next?: number };

export const sliceOf = <T>(all: readonly T[], { from, limit }: Range): Slice<T> => ({
  items: all.slice(from, from + limit),
  total: all.length,
  next: from + limit < all.length ? from + limit : undefined,
});
