import { aboutSchema, sessionRequestSchema } from './about.ts';
import { comparisonSchema } from './comparison.ts';
import { diagnosisSchema } from './diagnosis.ts';
import { findingListSchema, findingTextSchema } from './finding.ts';
import {
  diagnosisPageSchema,
  diagnosisRecordSchema,
  diagnosisRequestSchema,
  historyQuerySchema,
  whatIfRequestSchema,
} from './job.ts';
import {
  nodeDetailSchema,
  objectPageSchema,
  objectQuerySchema,
  sectionMatchesSchema,
  sectionQuerySchema,
  sectionSearchQuerySchema,
  sectionTextSchema,
} from './section.ts';
import {
  endpointPageSchema,
  endpointQuerySchema,
  nodePageSchema,
  nodeQuerySchema,
  snapshotOverviewSchema,
  snapshotPageSchema,
  snapshotQuerySchema,
  snapshotSummarySchema,
} from './snapshot.ts';
import { z } from './zod.ts';

export type Answer = {
  readonly status: 200 | 201 | 202 | 204;
  /** JSON body. */
  readonly schema?: z.ZodType;
  /** Content type of a body that is not JSON. */
  readonly type?: string;
};

/** One operation of the API. `{name}` in the path is a parameter. */
export type Route = {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly tag: 'snapshots' | 'diagnoses' | 'findings' | 'server';
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly json?: z.ZodType;
  /** Content types of a body that is not JSON. */
  readonly upload?: readonly string[];
  readonly answer: Answer;
  /** Statuses of problems that it can end with, beyond 400, 401 and 500. */
  readonly problems?: readonly number[];
};

const file = (type: string): Answer => ({ status: 200, type });
const json = (schema: z.ZodType, status: 200 | 201 | 202 = 200): Answer => ({ status, schema });
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((word) => word === 'true');

export const uploadQuerySchema = z.object({ name: z.string().trim().max(200).optional() });
export const fileQuerySchema = z.object({
  theme: z.enum(['light', 'dark']).default('light'),
  redact: flag.describe('Names and addresses become pseudonyms'),
  download: flag.describe('Answer as an attachment'),
});

const FILES = [
  ['diagnosis.json', 'application/json', 'The diagnosis alone, the same JSON as the command line writes'],
  ['preview.png', 'image/png', 'Link preview, 1200x630'],
  ['picture.png', 'image/png', 'The picture at exactly twice its size'],
  ['path.svg', 'image/svg+xml', 'The picture'],
  ['path.d2', 'text/plain', 'The path as D2 source'],
  ['report.html', 'text/html', 'Self-contained report that opens from disk and can be imported again'],
  ['report.md', 'text/markdown', 'For tickets'],
] as const;

const fileRoutes = FILES.map(
  ([name, type, summary]): Route => ({
    method: 'get',
    path: `/diagnoses/{id}/${name}`,
    tag: 'diagnoses',
    summary,
    query: fileQuerySchema,
    answer: name === 'diagnosis.json' ? json(diagnosisSchema) : file(type),
    problems: [404, 409],
  }),
);

export const ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/about',
    tag: 'server',
    summary: 'Version, limits, options of plugins and providers',
    answer: json(aboutSchema),
  },
  {
    method: 'post',
    path: '/session',
    tag: 'server',
    summary: 'Trade the token for a cookie',
    json: sessionRequestSchema,
    answer: { status: 204 },
  },
  { method: 'delete', path: '/session', tag: 'server', summary: 'Forget the cookie', answer: { status: 204 } },
  {
    method: 'get',
    path: '/snapshots',
    tag: 'snapshots',
    summary: 'Snapshots, newest first; recorded clusters last',
    query: snapshotQuerySchema,
    answer: json(snapshotPageSchema),
  },
  {
    method: 'post',
    path: '/snapshots',
    tag: 'snapshots',
    summary: 'Upload a snapshot (.tar.gz), streamed',
    query: uploadQuerySchema,
    upload: ['application/gzip', 'application/x-gzip', 'application/octet-stream'],
    answer: json(snapshotSummarySchema, 201),
    problems: [413, 415, 422, 507],
  },
  {
    method: 'get',
    path: '/snapshots/{snapshot}',
    tag: 'snapshots',
    summary: 'What the snapshot is of, what is missing, and hazards in it',
    answer: json(snapshotOverviewSchema),
    problems: [404, 422],
  },
  {
    method: 'delete',
    path: '/snapshots/{snapshot}',
    tag: 'snapshots',
    summary: 'Delete an uploaded snapshot',
    answer: { status: 204 },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/snapshots/{snapshot}/endpoints',
    tag: 'snapshots',
    summary: 'Search pods, services and nodes',
    query: endpointQuerySchema,
    answer: json(endpointPageSchema),
    problems: [404],
  },
  {
    method: 'get',
    path: '/snapshots/{snapshot}/nodes',
    tag: 'snapshots',
    summary: 'Nodes with collection state',
    query: nodeQuerySchema,
    answer: json(nodePageSchema),
    problems: [404],
  },
  {
    method: 'get',
    path: '/snapshots/{snapshot}/nodes/{node}',
    tag: 'snapshots',
    summary: 'Namespaces and sections of a node',
    answer: json(nodeDetailSchema),
    problems: [404],
  },
  {
    method: 'get',
    path: '/snapshots/{snapshot}/nodes/{node}/sections/{section}',
    tag: 'snapshots',
    summary: 'Lines of a section',
    query: sectionQuerySchema,
    answer: json(sectionTextSchema),
    problems: [404],
  },
  {
    method: 'get',
    path: '/snapshots/{snapshot}/nodes/{node}/sections/{section}/search',
    tag: 'snapshots',
    summary: 'Search in a section',
    query: sectionSearchQuerySchema,
    answer: json(sectionMatchesSchema),
    problems: [404],
  },
  {
    method: 'get',
    path: '/snapshots/{snapshot}/objects/{resource}',
    tag: 'snapshots',
    summary: 'Kubernetes objects of a resource',
    query: objectQuerySchema,
    answer: json(objectPageSchema),
    problems: [404],
  },
  {
    method: 'get',
    path: '/diagnoses',
    tag: 'diagnoses',
    summary: 'History, newest first',
    query: historyQuerySchema,
    answer: json(diagnosisPageSchema),
  },
  {
    method: 'post',
    path: '/diagnoses',
    tag: 'diagnoses',
    summary: 'Diagnose: starts a job',
    json: diagnosisRequestSchema,
    answer: json(diagnosisRecordSchema, 202),
    problems: [404, 429, 507],
  },
  {
    method: 'post',
    path: '/diagnoses/import',
    tag: 'diagnoses',
    summary: 'Store a diagnosis or report that somebody sent',
    upload: ['application/json', 'text/html'],
    answer: json(diagnosisRecordSchema, 201),
    problems: [413, 415, 422, 507],
  },
  {
    method: 'get',
    path: '/diagnoses/{id}',
    tag: 'diagnoses',
    summary: 'A job and its result',
    answer: json(diagnosisRecordSchema),
    problems: [404],
  },
  {
    method: 'delete',
    path: '/diagnoses/{id}',
    tag: 'diagnoses',
    summary: 'Delete a settled diagnosis',
    answer: { status: 204 },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/diagnoses/{id}/events',
    tag: 'diagnoses',
    summary: 'Progress by server-sent events: `progress`, then `settled`',
    answer: file('text/event-stream'),
    problems: [404],
  },
  {
    method: 'post',
    path: '/diagnoses/{id}/cancel',
    tag: 'diagnoses',
    summary: 'Cancel a queued or running job',
    answer: json(diagnosisRecordSchema),
    problems: [404, 409],
  },
  {
    method: 'post',
    path: '/diagnoses/{id}/rerun',
    tag: 'diagnoses',
    summary: 'Ask the same question again',
    answer: json(diagnosisRecordSchema, 202),
    problems: [404, 409, 429, 507],
  },
  {
    method: 'post',
    path: '/diagnoses/{id}/what-if',
    tag: 'diagnoses',
    summary: 'Apply a fix to the snapshot and diagnose again',
    json: whatIfRequestSchema,
    answer: json(diagnosisRecordSchema, 202),
    problems: [404, 409, 422, 429, 507],
  },
  {
    method: 'get',
    path: '/diagnoses/{id}/compare/{other}',
    tag: 'diagnoses',
    summary: 'Two diagnoses side by side',
    answer: json(comparisonSchema),
    problems: [404, 409],
  },
  ...fileRoutes,
  { method: 'get', path: '/findings', tag: 'findings', summary: 'All findings', answer: json(findingListSchema) },
  {
    method: 'get',
    path: '/findings/{finding}',
    tag: 'findings',
    summary: 'What a finding means, how to check and fix it',
    answer: json(findingTextSchema),
    problems: [404],
  },
];
