import { gapSchema } from './evidence.ts';
import { pageSchema } from './page.ts';
import { nodeSummarySchema } from './snapshot.ts';
import { suspicionSchema } from './suspicion.ts';
import { type Wire, z } from './zod.ts';

export const sectionSummarySchema = z.object({
  name: z.string(),
  command: z.string(),
  status: z.number().int().describe('Exit status of the command'),
  lines: z.number().int(),
  bytes: z.number().int(),
  truncated: z.boolean(),
});
export type SectionSummary = Wire<typeof sectionSummarySchema>;

export const namespaceSummarySchema = z
  .object({
    id: z.string().describe('`host`, or the inode of the namespace: `netns` of evidence'),
    /** `host`, or `<namespace>/<pod>` where the pod is known. */
    label: z.string(),
    podUid: z.string(),
    addresses: z.array(z.string()),
    sections: z.array(sectionSummarySchema),
  })
  .meta({ id: 'NamespaceSummary' });
export type NamespaceSummary = Wire<typeof namespaceSummarySchema>;

/** What was collected on one node: every namespace with its sections. */
export const nodeDetailSchema = nodeSummarySchema
  .extend({
    namespacesList: z.array(namespaceSummarySchema),
    gapList: z.array(gapSchema),
    hazardList: z.array(suspicionSchema),
  })
  .meta({ id: 'NodeDetail' });
export type NodeDetail = Wire<typeof nodeDetailSchema>;

/** Lines `from`..`to` of one section's output, as the command printed them. */
export const sectionTextSchema = sectionSummarySchema
  .extend({
    node: z.string(),
    netns: z.string(),
    from: z.number().int().describe('Line number of the first of `text`, 1-based'),
    text: z.array(z.string()),
  })
  .meta({ id: 'SectionText' });
export type SectionText = Wire<typeof sectionTextSchema>;

export const sectionQuerySchema = z.object({
  netns: z.string().max(100).default('host'),
  from: z.coerce.number().int().min(1).default(1),
  /** At most 5,000 lines at once. */
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
});
export type SectionQuery = Partial<Wire<typeof sectionQuerySchema>>;

export const sectionSearchQuerySchema = z.object({
  netns: z.string().max(100).default('host'),
  q: z.string().min(1).max(500).describe('Plain text, upper and lower case alike'),
  from: z.coerce.number().int().min(1).default(1).describe('Search from this line on'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export type SectionSearchQuery = Partial<Wire<typeof sectionSearchQuerySchema>> & { readonly q: string };

/** Lines that contain the text, in order; `total` counts all from `from` on. */
export const sectionMatchesSchema = z
  .object({
    total: z.number().int(),
    matches: z.array(z.object({ line: z.number().int(), text: z.string() })),
  })
  .meta({ id: 'SectionMatches' });
export type SectionMatches = Wire<typeof sectionMatchesSchema>;

/** A Kubernetes object as the snapshot has it. */
export const kubeObjectSchema = z.looseObject({
  kind: z.string().optional(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export const objectQuerySchema = z.object({
  namespace: z.string().max(253).optional(),
  name: z.string().max(253).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional(),
});
export type ObjectQuery = Partial<Wire<typeof objectQuerySchema>>;
export const objectPageSchema = pageSchema(kubeObjectSchema).meta({ id: 'ObjectPage' });
