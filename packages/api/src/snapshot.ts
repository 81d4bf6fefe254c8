import { clusterFactsSchema } from './diagnosis.ts';
import { gapSchema } from './evidence.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import { suspicionSchema } from './suspicion.ts';
import { protocolSchema } from './verdict.ts';
import { type Wire, z } from './zod.ts';

/** A question that a recorded cluster is there to answer. */
export const demoQuestionSchema = z
  .object({
    title: z.string(),
    source: z.string(),
    destination: z.string(),
    port: z.number().int().optional(),
    protocol: protocolSchema,
    size: z.number().int().optional(),
  })
  .meta({ id: 'DemoQuestion' });
export type DemoQuestion = Wire<typeof demoQuestionSchema>;

export const snapshotSummarySchema = z
  .object({
    id: z.string(),
    /** Cluster name, or the title of a recorded cluster. */
    name: z.string(),
    cluster: z.string(),
    origin: z.enum(['upload', 'demo', 'derived', 'local']).describe('`local`: opened by `skoop --http`'),
    takenAt: z.string().describe('RFC 3339; empty if the snapshot does not say'),
    createdAt: z.string(),
    bytes: z.number().int().describe('On disk; 0 for a derived snapshot'),
    deletable: z.boolean(),
    story: z.string().optional().describe('Demo: what happened in this cluster'),
    questions: z.array(demoQuestionSchema).optional().describe('Demo: what to ask'),
    derivedFrom: z
      .object({ snapshot: z.string(), diagnosis: z.string().optional(), finding: z.string().optional() })
      .optional()
      .describe('What-if: the snapshot it was made from, and by the fix of which finding'),
  })
  .meta({ id: 'SnapshotSummary' });
export type SnapshotSummary = Wire<typeof snapshotSummarySchema>;

export const nodeSummarySchema = z
  .object({
    name: z.string(),
    /** InternalIP first. */
    addresses: z.array(z.string()),
    ready: z.boolean().optional().describe('Condition Ready of the Node object; absent if it has none'),
    collected: z.boolean(),
    takenAt: z.string().optional(),
    kernel: z.string().optional(),
    pods: z.number().int().describe('Pods scheduled on it'),
    namespaces: z.number().int().describe('Network namespaces in its dump'),
    gaps: z.number().int(),
    hazards: z.number().int(),
  })
  .meta({ id: 'NodeSummary' });
export type NodeSummary = Wire<typeof nodeSummarySchema>;

/** What a snapshot is of, as detected, and what is wrong or missing in it. Nodes are a list of their own. */
export const snapshotOverviewSchema = snapshotSummarySchema
  .extend({
    facts: clusterFactsSchema,
    counts: z.object({
      nodes: z.number().int(),
      collected: z.number().int(),
      pods: z.number().int(),
      services: z.number().int(),
      namespaces: z.number().int(),
      networkPolicies: z.number().int(),
    }),
    gaps: z.array(gapSchema).describe('The first 200'),
    gapCount: z.number().int(),
    hazards: z.array(suspicionSchema).describe('Found without a question: what is about to break'),
  })
  .meta({ id: 'SnapshotOverview' });
export type SnapshotOverview = Wire<typeof snapshotOverviewSchema>;

export const endpointPortSchema = z.object({
  name: z.string().optional(),
  port: z.number().int(),
  protocol: z.enum(['tcp', 'udp', 'sctp']),
  nodePort: z.number().int().optional(),
  targetPort: z.string().optional(),
});
export type EndpointPort = Wire<typeof endpointPortSchema>;

/** Something that can be asked about: a row of a picker. */
export const endpointOptionSchema = z
  .object({
    kind: z.enum(['pod', 'service', 'node']),
    /** What a question says to mean it: `pod/shop/api-2`, `svc/shop/api`, `node/worker-1`. */
    ask: z.string(),
    namespace: z.string().optional(),
    name: z.string(),
    addresses: z.array(z.string()),
    node: z.string().optional(),
    /** Phase and readiness of a pod (`Running`, `Running, not ready`), type of a service (`ClusterIP`, ...), state of a node. */
    state: z.string(),
    hostNetwork: z.boolean().optional(),
    labels: z.record(z.string(), z.string()),
    ports: z.array(endpointPortSchema),
    dnsName: z.string().optional().describe('Services: `api.shop.svc.cluster.local`'),
  })
  .meta({ id: 'EndpointOption' });
export type EndpointOption = Wire<typeof endpointOptionSchema>;

/** Every word of `q` has to be in name, namespace, `key=value` of a label, or address; best matches first. */
export const endpointQuerySchema = pageQuerySchema.extend({
  q: z.string().max(500).default(''),
  kind: z.string().max(50).optional().describe('`pod`, `service`, `node`, or several with commas'),
  namespace: z.string().max(253).optional(),
  node: z.string().max(253).optional(),
});
export type EndpointQuery = Partial<Wire<typeof endpointQuerySchema>>;

export const nodeQuerySchema = pageQuerySchema.extend({ q: z.string().max(500).default('') });
export const snapshotQuerySchema = pageQuerySchema.extend({ origin: snapshotSummarySchema.shape.origin.optional() });
export type SnapshotQuery = Partial<Wire<typeof snapshotQuerySchema>>;

export const snapshotPageSchema = pageSchema(snapshotSummarySchema).meta({ id: 'SnapshotPage' });
export const endpointPageSchema = pageSchema(endpointOptionSchema).meta({ id: 'EndpointPage' });
export const nodePageSchema = pageSchema(nodeSummarySchema).meta({ id: 'NodePage' });
