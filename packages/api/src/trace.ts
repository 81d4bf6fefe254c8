import type { Hop, Place, RuleStep, Step, Trace } from '@skoop/model';
import { evidenceSchema, gapSchema, sentenceSchema } from './evidence.ts';
import { packetSchema } from './packet.ts';
import { z } from './zod.ts';

const placeSchema: z.ZodType<Place> = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('socket'), label: z.string() }),
  z.looseObject({ kind: z.literal('device'), name: z.string(), type: z.string(), address: z.string().optional() }),
  z.looseObject({ kind: z.literal('stack'), service: z.string().optional() }),
]);

const ruleStepSchema: z.ZodType<RuleStep> = z.looseObject({
  table: z.string(),
  chain: z.string(),
  text: z.string(),
  matched: z.enum(['yes', 'no', 'maybe']),
  depth: z.number(),
  count: z.number(),
  evidence: evidenceSchema.optional(),
  lastLine: z.number().optional(),
});

const STEP_KINDS = [
  'source-address',
  'policy-rule',
  'route',
  'hook',
  'conntrack',
  'nat',
  'neighbour',
  'device',
  'bridge',
  'encapsulate',
  'decapsulate',
  'sysctl',
  'ttl',
  'mtu',
  'socket',
  'icmp',
  'reset',
  'ipvs',
  'drop',
  'unknown',
  'underlay',
] as const satisfies readonly Step['kind'][];
// A kind that the model gains has to be added here too.
undefined as Exclude<Step['kind'], (typeof STEP_KINDS)[number]> satisfies never;

const stepSchema: z.ZodType<Step> = z
  .looseObject({
    kind: z.enum(STEP_KINDS),
    stage: z.string(),
    at: placeSchema,
    outcome: z.enum(['pass', 'drop', 'maybe', 'deliver', 'unknown']),
    sentence: sentenceSchema,
    evidence: z.array(evidenceSchema),
    changes: z.array(z.looseObject({ field: z.string(), before: z.string(), after: z.string() })).optional(),
    rules: z.array(ruleStepSchema).optional(),
    gap: gapSchema.optional(),
    probability: z.number().optional(),
    check: z.array(z.string()).optional(),
  })
  .meta({ id: 'Step' });

const hopSchema: z.ZodType<Hop> = z
  .looseObject({
    node: z.string(),
    netns: z.string(),
    inDevice: z.string().optional(),
    outDevice: z.string().optional(),
    before: packetSchema,
    after: packetSchema,
    steps: z.array(stepSchema),
  })
  .meta({ id: 'Hop' });

export const traceSchema: z.ZodType<Trace> = z
  .looseObject({
    branch: z.string(),
    direction: z.enum(['request', 'reply']),
    packet: z.string(),
    share: z.number(),
    outcome: z.enum(['delivered', 'dropped', 'unknown']),
    hops: z.array(hopSchema),
  })
  .meta({ id: 'Trace' });
