import type { ClusterFacts, Diagnosis, PathLink, PathNode } from '@skoop/model';
import { suspicionSchema } from './suspicion.ts';
import { traceSchema } from './trace.ts';
import { questionSchema, verdictSchema } from './verdict.ts';
import { z } from './zod.ts';

const detectedSchema = z.looseObject({ value: z.string(), why: z.string(), certain: z.boolean() });

export const clusterFactsSchema: z.ZodType<ClusterFacts> = z
  .looseObject({
    name: z.string(),
    plugin: detectedSchema,
    backend: detectedSchema.optional(),
    proxyMode: detectedSchema,
    provider: detectedSchema,
    clusterCidr: detectedSchema.optional(),
    serviceCidr: detectedSchema.optional(),
    version: z.string().optional(),
  })
  .meta({ id: 'ClusterFacts' });

const actionSchema = z.looseObject({ type: z.enum(['send', 'forward', 'service', 'serve']) });

const pathNodeSchema: z.ZodType<PathNode> = z
  .looseObject({
    id: z.string(),
    type: z.enum(['pod', 'node', 'external', 'generic']),
    node: z.string(),
    suspicions: z.array(suspicionSchema),
    actions: z.record(z.string(), actionSchema),
  })
  .meta({ id: 'PathNode' });

const attributesSchema = z.record(z.string(), z.string());
const portSchema = z.union([z.number(), z.looseObject({ from: z.number(), to: z.number() })]);

const linkPacketSchema = z.looseObject({
  src: z.string(),
  sport: portSchema.optional(),
  dst: z.string(),
  dport: portSchema.optional(),
  protocol: z.string(),
  encap: z.looseObject({ kind: z.string(), src: z.string(), dst: z.string(), vni: z.number().optional() }).optional(),
});

const pathLinkSchema: z.ZodType<PathLink> = z
  .looseObject({
    id: z.string(),
    type: z.enum(['veth', 'infra', 'ipvlan', 'local', 'external']),
    source: z.string(),
    destination: z.string(),
    source_attributes: attributesSchema,
    destination_attributes: attributesSchema,
    action: actionSchema.optional(),
    packet: linkPacketSchema,
    taken: z.boolean(),
    promised: z.boolean(),
    share: z.number(),
  })
  .meta({ id: 'PathLink' });

/** The whole answer, `schemaVersion` 1: the same JSON as `skoop --format json`. */
export const diagnosisSchema: z.ZodType<Diagnosis> = z
  .looseObject({
    schemaVersion: z.literal(1),
    tool: z.string(),
    takenAt: z.string(),
    diagnosedAt: z.string(),
    question: questionSchema,
    verdict: verdictSchema,
    cluster: z.looseObject({ facts: clusterFactsSchema, suspicions: z.array(suspicionSchema) }),
    nodes: z.array(pathNodeSchema),
    links: z.array(pathLinkSchema),
    traces: z.array(traceSchema),
  })
  .meta({ id: 'Diagnosis' });
