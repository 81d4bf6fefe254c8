import { levelSchema } from './suspicion.ts';
import { type Wire, z } from './zod.ts';

/** What a finding means, how to check it by hand, how to fix it. */
export const findingTextSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    level: levelSchema.optional(),
    summary: z.string(),
    markdown: z.string().describe('The whole page'),
  })
  .meta({ id: 'FindingText' });
export type FindingText = Wire<typeof findingTextSchema>;
export const findingListSchema = z.object({ items: z.array(findingTextSchema.omit({ markdown: true })) });
export type FindingList = Wire<typeof findingListSchema>;
