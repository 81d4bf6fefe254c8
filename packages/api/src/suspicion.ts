import type { Fix, Level, SnapshotEdit, Suspicion } from '@skoop/model';
import { evidenceSchema } from './evidence.ts';
import { z } from './zod.ts';

export const levelSchema: z.ZodType<Level> = z.enum(['info', 'warning', 'critical', 'fatal']);

const place = { node: z.string(), netns: z.string(), section: z.string(), line: z.number().int().min(0) };
const text = { text: z.string().max(100_000) };

/** A change of a snapshot's text: of a line of a section of a dump, or of one object. */
export const snapshotEditSchema: z.ZodType<SnapshotEdit> = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('replace-line'), ...place, ...text }),
    z.object({ kind: z.literal('insert-after'), ...place, ...text }),
    z.object({ kind: z.literal('delete-line'), ...place }),
    z.object({
      kind: z.literal('set-object'),
      resource: z.string(),
      namespace: z.string(),
      name: z.string(),
      path: z.array(z.union([z.string(), z.number().int()])).max(64),
      value: z.unknown(),
    }),
  ])
  .meta({ id: 'SnapshotEdit' });

const fixSchema: z.ZodType<Fix> = z
  .looseObject({
    node: z.string(),
    commands: z.array(z.string()),
    explanation: z.string(),
    edits: z.array(snapshotEditSchema).optional(),
  })
  .meta({ id: 'Fix' });

export const suspicionSchema: z.ZodType<Suspicion> = z
  .looseObject({
    id: z.string(),
    level: levelSchema,
    message: z.string(),
    evidence: z.array(evidenceSchema),
    fix: fixSchema.optional(),
    node: z.string(),
  })
  .meta({ id: 'Suspicion' });
