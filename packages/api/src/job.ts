import { diagnosisSchema } from './diagnosis.ts';
import { JOB_STATUSES, type JobStatus } from './job-status.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import { problemSchema } from './problem.ts';
import { snapshotSummarySchema } from './snapshot.ts';
import { snapshotEditSchema } from './suspicion.ts';
import { outcomeSchema, protocolSchema, questionSchema } from './verdict.ts';
import { type Wire, z } from './zod.ts';

const port = z.number().int().min(1).max(65535);

/** Options of plugins and providers by their flag name: `{ "network-plugin": "calico", "calico-pod-mtu": 1450 }`. */
export const optionValuesSchema = z.record(
  z.string().max(100),
  z.union([z.string().max(1000), z.number(), z.boolean()]),
);
export type OptionValues = Wire<typeof optionValuesSchema>;

/** What to diagnose. Endpoints as in `skoop -s ... -d ...`. */
export const diagnosisRequestSchema = z
  .object({
    snapshot: z.string().max(64),
    source: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .describe('`10.244.1.2`, `shop/web-0`, `pod/shop/web-0`, `node/worker-1`'),
    destination: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .describe('As source, or `svc/shop/api`, `api.shop.svc.cluster.local`'),
    port: port.optional().describe('Absent for icmp'),
    protocol: protocolSchema.default('tcp'),
    size: z.number().int().min(0).max(1_000_000_000).optional(),
    sourcePort: port.optional(),
    uid: z.number().int().min(0).max(4_294_967_295).optional(),
    options: optionValuesSchema.optional(),
  })
  .meta({ id: 'DiagnosisRequest' });
/** What a client sends; `protocol` is tcp if absent. */
export type DiagnosisRequest = z.input<typeof diagnosisRequestSchema>;

export const jobStatusSchema = z.enum(JOB_STATUSES);

export const progressSchema = z
  .object({
    phase: z.string().describe('`queued`, `loading`, then the phases of the diagnosis'),
    message: z.string().describe('For people: `collecting node-b, 2 of 3`'),
    done: z.number().optional(),
    total: z.number().optional(),
  })
  .meta({ id: 'Progress' });
export type Progress = Wire<typeof progressSchema>;

/** Where a diagnosis comes from, when it is not a fresh question. */
export const lineageSchema = z
  .object({
    kind: z.enum(['what-if', 'rerun']),
    diagnosis: z.string().describe('The one before'),
    finding: z.string().optional().describe('what-if: whose fix was applied'),
    explanation: z.string().optional().describe('what-if: what the fix does'),
    edits: z.array(snapshotEditSchema).optional(),
  })
  .meta({ id: 'Lineage' });
export type Lineage = Wire<typeof lineageSchema>;

/** A row of the history. */
export const diagnosisSummarySchema = z
  .object({
    id: z.string(),
    status: jobStatusSchema,
    origin: z.enum(['asked', 'imported']),
    createdAt: z.string(),
    startedAt: z.string().optional(),
    finishedAt: z.string().optional(),
    askedBy: z.string().optional().describe('Who asked, where a proxy in front of the server says so'),
    /** Absent for an imported diagnosis. */
    request: diagnosisRequestSchema.optional(),
    /** As resolved; once done. */
    question: questionSchema.optional(),
    takenAt: z.string().optional(),
    cluster: z.string().optional(),
    outcome: outcomeSchema.optional(),
    deliveredShare: z.number().optional(),
    symptom: z.string().optional(),
    sentence: z.string().optional(),
    /** The first place where packets are lost. */
    firstDrop: z.object({ node: z.string(), netns: z.string(), stage: z.string(), reason: z.string() }).optional(),
    suspicions: z.number().int().optional(),
    gaps: z.number().int().optional(),
    lineage: lineageSchema.optional(),
    /** Why it failed or was cut off. */
    problem: problemSchema.optional(),
  })
  .meta({ id: 'DiagnosisSummary' });
export type DiagnosisSummary = Wire<typeof diagnosisSummarySchema>;

/** A stored diagnosis with its result. What is settled never changes again. */
export const diagnosisRecordSchema = diagnosisSummarySchema
  .extend({
    progress: progressSchema.optional().describe('While queued or running'),
    snapshot: snapshotSummarySchema.optional().describe('Absent if it was deleted, or never here'),
    diagnosis: diagnosisSchema.optional(),
    followUps: z.array(diagnosisSummarySchema).describe('What-ifs and re-runs of this one, oldest first'),
  })
  .meta({ id: 'DiagnosisRecord' });
export type DiagnosisRecord = Wire<typeof diagnosisRecordSchema>;

export const historyQuerySchema = pageQuerySchema.extend({
  q: z.string().max(500).default('').describe('Every word has to be in question, sentence or cluster'),
  verdict: z.string().max(100).optional().describe('An outcome, or several with commas'),
  status: z.string().max(100).optional().describe('A status, or several with commas'),
  snapshot: z.string().max(64).optional(),
});
export type HistoryQuery = Partial<Wire<typeof historyQuerySchema>>;
export const diagnosisPageSchema = pageSchema(diagnosisSummarySchema).meta({ id: 'DiagnosisPage' });

/** Applies the fix of a finding (or edits of one's own) to the snapshot and diagnoses again. */
export const whatIfRequestSchema = z
  .object({
    finding: z.string().max(100).optional().describe('Id of a suspicion in the diagnosis whose fix has edits'),
    node: z.string().max(253).optional().describe('Its node, if several have this finding'),
    edits: z.array(snapshotEditSchema).min(1).max(1000).optional(),
  })
  .refine((r) => (r.finding === undefined) !== (r.edits === undefined), 'Give either `finding` or `edits`.')
  .meta({ id: 'WhatIfRequest' });
export type WhatIfRequest = Wire<typeof whatIfRequestSchema>;

/** Events of `/diagnoses/{id}/events`: `progress` any number of times, then one `settled`. */
export type JobEvent =
  | { readonly event: 'progress'; readonly status: JobStatus; readonly progress: Progress }
  | { readonly event: 'settled'; readonly status: JobStatus };
