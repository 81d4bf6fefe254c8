import {
  type DiagnosisRecord,
  type DiagnosisRequest,
  type DiagnosisSummary,
  diagnosisRequestSchema,
  historyQuerySchema,
  isSettled,
  type Lineage,
  whatIfRequestSchema,
} from '@skoop/api';
import { type Request, type Response, Router } from 'express';
import { alreadySettled, badCursor, noDiagnosis, noResult, noSnapshot, notSettled } from '../http/problems.ts';
import { contentType, param, readJson, readQuery, readText } from '../http/read-request.ts';
import { sendJson, sendText } from '../http/send-json.ts';
import type { Services } from '../services.ts';
import { fixOf } from './fix-of.ts';
import { type Loaded, loadJob, loadRecord, resultOf } from './load-record.ts';

export function diagnosisRoutes(services: Services): Router {
  const { library, store, jobs, drawers, readers, about } = services;
  const router = Router();

  const userOf = (req: Request): string | undefined =>
    services.userHeader === undefined ? undefined : req.get(services.userHeader)?.slice(0, 200);

  async function start(req: Request, res: Response, request: DiagnosisRequest, lineage?: Lineage): Promise<void> {
    const { id } = await jobs.submit({ request, lineage, askedBy: userOf(req) });
    await accept(req, res, id);
  }

  async function accept(req: Request, res: Response, id: string): Promise<void> {
    res.status(202).location(`/api/v1/diagnoses/${id}`);
    await sendRecord(req, res, id);
  }

  async function sendRecord(req: Request, res: Response, id: string): Promise<void> {
    const { record, body } = await loadRecord(services, id);
    await sendText(req, res, withDiagnosis(record, body), 'application/json');
  }

  router.get('/', async (req, res) => {
    const { verdict, status, ...query } = readQuery(req, historyQuerySchema);
    const page = await store.diagnoses.list({ ...query, outcomes: words(verdict), statuses: words(status) });
    if (!page) throw badCursor();
    await sendJson(req, res, page);
  });

  router.post('/', async (req, res) => {
    const request = await readJson(req, diagnosisRequestSchema);
    if (!(await library.summary(request.snapshot))) throw noSnapshot(request.snapshot);
    await start(req, res, request);
  });

  router.post('/import', async (req, res) => {
    contentType(req, ['application/json', 'text/html']);
    const text = await readText(req, about.limits.importBytes);
    const { body, summary } = await drawers.run('import', { text });
    const { id } = await store.diagnoses.addResult(body, summary, userOf(req));
    res.status(201).location(`/api/v1/diagnoses/${id}`);
    await sendRecord(req, res, id);
  });

  router.get('/:id', (req, res) => sendRecord(req, res, param(req, 'id')));

  router.delete('/:id', async (req, res) => {
    const id = param(req, 'id');
    if (!isSettled((await loadJob(services, id)).status)) throw notSettled('deleted');
    if (!(await store.diagnoses.remove(id))) throw noDiagnosis(id);
    res.status(204).end();
  });

  router.post('/:id/cancel', async (req, res) => {
    const id = param(req, 'id');
    const before = await loadJob(services, id);
    if (isSettled(before.status) || !(await jobs.cancel(id))) throw alreadySettled(before.status);
    await sendRecord(req, res, id);
  });

  router.post('/:id/rerun', async (req, res) => {
    const id = param(req, 'id');
    const before = await loadJob(services, id);
    if (!isSettled(before.status)) throw notSettled('run again');
    const request = await askable(before);
    await start(req, res, request, { kind: 'rerun', diagnosis: id });
  });

  router.post('/:id/what-if', async (req, res) => {
    const id = param(req, 'id');
    const wanted = await readJson(req, whatIfRequestSchema, 4 * 1024 * 1024);
    const before = await loadJob(services, id);
    const request = await askable(before);
    const fix = wanted.edits
      ? { edits: wanted.edits }
      : fixOf(await resultOf(services, id), wanted.finding ?? '', wanted.node);
    const source = await library.source(request.snapshot);
    if (!source) throw noSnapshot(request.snapshot);
    // Tried before it is stored: a fix that does not fit this snapshot is refused here, in words.
    const derived = {
      kind: 'derived' as const,
      key: `${source.key}+${id}+${performance.now()}`,
      parent: source,
      edits: fix.edits,
    };
    const { cluster, takenAt } = await readers.run('check', { source: derived }, { affinity: source.key });
    const parent = await library.summary(request.snapshot);
    const stored = await store.snapshots.add({
      name: `${parent?.name ?? cluster}, with ${wanted.finding ? `${wanted.finding} fixed` : 'edits'}`,
      cluster,
      origin: 'derived',
      takenAt,
      bytes: 0,
      parent: request.snapshot,
      parentDiagnosis: id,
      finding: wanted.finding,
      edits: fix.edits,
    });
    const { explanation, edits } = fix;
    const lineage: Lineage = { kind: 'what-if', diagnosis: id, finding: wanted.finding, explanation, edits };
    const job = { request: { ...request, snapshot: stored.id }, lineage, askedBy: userOf(req) };
    const submitted = await jobs.submit(job).catch(async (error: unknown) => {
      // Nobody would ever ask this copy anything.
      await store.snapshots.remove(stored.id);
      throw error;
    });
    await accept(req, res, submitted.id);
  });

  router.get('/:id/compare/:other', async (req, res) => {
    const [before, after] = await Promise.all([
      loadRecord(services, param(req, 'id')),
      loadRecord(services, param(req, 'other')),
    ]);
    for (const { record, body } of [before, after]) if (body === undefined) throw noResult(record.status);
    const comparison = await readers.run('compare', { before: await sideOf(before), after: await sideOf(after) });
    await sendText(
      req,
      res,
      joinJson({
        before: withDiagnosis(before.record, before.body),
        after: withDiagnosis(after.record, after.body),
        ...Object.fromEntries(Object.entries(comparison).map(([key, value]) => [key, JSON.stringify(value)])),
      }),
      'application/json',
    );
  });

  /** The question of a job, if it can be asked again. */
  async function askable({ request }: DiagnosisSummary): Promise<DiagnosisRequest> {
    const id = request?.snapshot ?? 'of an imported diagnosis';
    if (!request || !(await library.summary(id))) throw noSnapshot(id);
    return request;
  }

  const sideOf = async ({ record, body }: Loaded) => ({
    body: body ?? '',
    source: record.snapshot && (await library.source(record.snapshot.id)),
  });

  return router;
}

const words = (list: string | undefined): readonly string[] => list?.split(',').filter(Boolean) ?? [];

/** JSON of a record with the stored text of its diagnosis put in, which is large and need not be parsed for that. */
const withDiagnosis = (record: Omit<DiagnosisRecord, 'diagnosis'>, body: string | undefined): string =>
  body === undefined ? JSON.stringify(record) : `${JSON.stringify(record).slice(0, -1)},"diagnosis":${body}}`;

/** An object of JSON texts. */
const joinJson = (parts: Readonly<Record<string, string>>): string =>
  `{${Object.entries(parts)
    .map(([key, json]) => `${JSON.stringify(key)}:${json}`)
    .join(',')}}`;
