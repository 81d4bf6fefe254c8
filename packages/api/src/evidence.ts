import type { Assumption, Evidence, Gap, Sentence } from '@skoop/model';
import { z } from './zod.ts';

/** Evidence, gaps and prose as packages/model has them. Unknown fields pass: a newer server may say more. */
export const evidenceSchema: z.ZodType<Evidence> = z
  .looseObject({
    node: z.string(),
    netns: z.string(),
    section: z.string(),
    line: z.number().int(),
    text: z.string(),
  })
  .meta({ id: 'Evidence' });

export const gapSchema: z.ZodType<Gap> = z
  .looseObject({
    id: z.string(),
    node: z.string(),
    netns: z.string(),
    message: z.string(),
    action: z.string().optional(),
    evidence: evidenceSchema.optional(),
  })
  .meta({ id: 'Gap' });

export const assumptionSchema: z.ZodType<Assumption> = z
  .looseObject({ id: z.string(), message: z.string() })
  .meta({ id: 'Assumption' });

export const sentenceSchema: z.ZodType<Sentence> = z
  .array(z.union([z.string(), z.looseObject({ text: z.string(), at: evidenceSchema })]))
  .meta({ id: 'Sentence' });
