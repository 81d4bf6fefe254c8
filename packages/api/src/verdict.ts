import type { Drop, Endpoint, Outcome, Question, Server, Symptom, Verdict } from '@skoop/model';
import { assumptionSchema, evidenceSchema, gapSchema } from './evidence.ts';
import { z } from './zod.ts';

export const outcomeSchema: z.ZodType<Outcome> = z.enum(['delivered', 'dropped', 'partial', 'unknown']);

const SYMPTOMS = [
  'connected',
  'timeout',
  'refused',
  'reset',
  'host-unreachable',
  'network-unreachable',
  'not-permitted',
  'invalid-argument',
  'protocol-unreachable',
  'stalls-on-large-packets',
  'mixed',
  'unknown',
] as const satisfies readonly Symptom[];
// A symptom that the model gains has to be added here too.
undefined as Exclude<Symptom, (typeof SYMPTOMS)[number]> satisfies never;
const symptomSchema = z.enum(SYMPTOMS);

const endpointSchema: z.ZodType<Endpoint> = z
  .looseObject({
    given: z.string(),
    type: z.enum(['pod', 'node', 'service', 'external']),
    address: z.string(),
    namespace: z.string().optional(),
    name: z.string().optional(),
    node: z.string().optional(),
    serviceAddress: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalIP', 'Headless']).optional(),
  })
  .meta({ id: 'Endpoint' });

export const protocolSchema = z.enum(['tcp', 'udp', 'icmp']);

export const questionSchema: z.ZodType<Question> = z
  .looseObject({
    source: endpointSchema,
    destination: endpointSchema,
    port: z.number().int().optional(),
    protocol: protocolSchema,
    size: z.number().int().optional(),
    sourcePort: z.number().int().optional(),
    uid: z.number().int().optional(),
  })
  .meta({ id: 'Question' });

const serverSchema: z.ZodType<Server> = z.looseObject({
  share: z.number(),
  node: z.string(),
  netns: z.string(),
  address: z.string(),
  port: z.number().optional(),
  source: z.string(),
});

const dropSchema: z.ZodType<Drop> = z
  .looseObject({
    share: z.number(),
    direction: z.enum(['request', 'reply']),
    node: z.string(),
    netns: z.string(),
    stage: z.string(),
    reason: z.string(),
    evidence: z.array(evidenceSchema),
    symptom: symptomSchema,
    errno: z.string().optional(),
    device: z.string().optional(),
    branch: z.string().optional(),
  })
  .meta({ id: 'Drop' });

export const verdictSchema: z.ZodType<Verdict> = z
  .looseObject({
    outcome: outcomeSchema,
    deliveredShare: z.number(),
    symptom: symptomSchema,
    servers: z.array(serverSchema),
    sentence: z.string(),
    drops: z.array(dropSchema),
    assumptions: z.array(assumptionSchema),
    gaps: z.array(gapSchema),
  })
  .meta({ id: 'Verdict' });
