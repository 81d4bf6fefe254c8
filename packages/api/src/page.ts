import { z } from './zod.ts';

/** Query of every list: at most `limit` items, from where the last page ended. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional().describe('`next` of the page before'),
});

/** A page of a list. `total` counts what the filter lets through, all pages together. */
export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int(), next: z.string().optional() });

export type Page<T> = { readonly items: readonly T[]; readonly total: number; readonly next?: string };
/** `limit` 1..500, 50 if absent. */
export type PageQuery = { readonly limit?: number; readonly cursor?: string };
