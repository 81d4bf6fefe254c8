import { diagnosisRecordSchema } from './job.ts';
import { suspicionSchema } from './suspicion.ts';
import { type Wire, z } from './zod.ts';

export const comparedHopSchema = z
  .object({
    direction: z.enum(['request', 'reply']),
    node: z.string(),
    netns: z.string(),
    state: z.enum(['same', 'changed', 'only-before', 'only-after']),
    /** Index of the trace in `traces` and of the hop in its `hops`. */
    before: z.object({ trace: z.number().int(), hop: z.number().int() }).optional(),
    after: z.object({ trace: z.number().int(), hop: z.number().int() }).optional(),
    /** What differs, short: `dropped at filter/FORWARD, now passes`. */
    difference: z.string().optional(),
  })
  .meta({ id: 'ComparedHop' });
export type ComparedHop = Wire<typeof comparedHopSchema>;

export const lineChangeSchema = z
  .object({
    /** Node name; empty for a Kubernetes object. */
    node: z.string(),
    netns: z.string(),
    section: z.string(),
    /** 1-based; where the line stood before (removed) or stands after (added). 0 for an object. */
    line: z.number().int(),
    kind: z.enum(['removed', 'added']),
    text: z.string(),
    role: z
      .enum(['decides', 'configured', 'observed'])
      .describe(
        'A step or finding of that diagnosis rests on it; or it is a rule, route, setting or object; or it is what the kernel says of itself',
      ),
  })
  .meta({ id: 'LineChange' });
export type LineChange = Wire<typeof lineChangeSchema>;

/** Two diagnoses side by side. */
export const comparisonSchema = z
  .object({
    before: diagnosisRecordSchema,
    after: diagnosisRecordSchema,
    hops: z.array(comparedHopSchema).describe('One path; of each diagnosis the traces that its verdict is about'),
    changes: z
      .array(lineChangeSchema)
      .describe(
        'Lines that differ in what both diagnoses were made from: those that decide first, then what is configured, then the rest',
      ),
    changesTruncated: z.boolean(),
    findings: z.object({
      gone: z.array(suspicionSchema),
      appeared: z.array(suspicionSchema),
      kept: z.array(suspicionSchema),
    }),
  })
  .meta({ id: 'Comparison' });
export type Comparison = Wire<typeof comparisonSchema>;
