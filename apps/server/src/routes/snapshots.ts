import {
  endpointQuerySchema,
  nodeQuerySchema,
  objectQuerySchema,
  type SnapshotSummary,
  sectionQuerySchema,
  sectionSearchQuerySchema,
  snapshotQuerySchema,
  uploadQuerySchema,
} from '@skoop/api';
import { sliceOf } from '@skoop/browse';
import { Router } from 'express';
import { HttpProblem } from '../http/http-problem.ts';
import { pageOf, partOf } from '../http/paging.ts';
import { noSnapshot, notFound } from '../http/problems.ts';
import { contentType, limitedBody, param, readQuery } from '../http/read-request.ts';
import { sendJson } from '../http/send-json.ts';
import type { SnapshotSource } from '../operations/snapshot-source.ts';
import type { Services } from '../services.ts';
import { receiveUpload } from '../snapshot/receive-upload.ts';
import { newId } from '../store/id.ts';

const ARCHIVE_TYPES = ['application/gzip', 'application/x-gzip', 'application/octet-stream'] as const;

export function snapshotRoutes({ library, readers, store, folder, metrics, about, uploadLimit }: Services): Router {
  const router = Router();
  let uploads = 0;

  async function sourceOf(id: string): Promise<SnapshotSource> {
    const source = await library.source(id);
    if (!source) throw noSnapshot(id);
    return source;
  }

  async function summaryOf(id: string): Promise<SnapshotSummary> {
    const summary = await library.summary(id);
    if (!summary) throw noSnapshot(id);
    return summary;
  }

  router.get('/', async (req, res) => {
    const query = readQuery(req, snapshotQuerySchema);
    const part = partOf(query);
    const all = (await library.list()).filter((s) => query.origin === undefined || s.origin === query.origin);
    await sendJson(req, res, pageOf(sliceOf(all, part)));
  });

  router.post('/', async (req, res) => {
    const { name } = readQuery(req, uploadQuerySchema);
    contentType(req, ARCHIVE_TYPES);
    if (uploads >= uploadLimit) throw tooManyUploads();
    uploads++;
    const id = newId();
    const draft = folder.draft(id);
    try {
      const bytes = await receiveUpload(limitedBody(req, about.limits.uploadBytes), draft);
      const { cluster, takenAt } = await readers.run('check', { source: { kind: 'archive', key: id, path: draft } });
      // On the disk already, so once the row is there the upload survives a crash: the next start finishes what is left.
      await store.snapshots.add({ id, name: name || cluster, cluster, origin: 'upload', takenAt, bytes });
      await folder.keep(id);
      metrics.uploads.inc({ result: 'stored' });
    } catch (error) {
      metrics.uploads.inc({ result: 'refused' });
      await folder.discard(draft).catch(() => undefined);
      throw error;
    } finally {
      uploads--;
    }
    res.status(201).location(`/api/v1/snapshots/${id}`);
    await sendJson(req, res, await summaryOf(id));
  });

  router.get('/:snapshot', async (req, res) => {
    const id = param(req, 'snapshot');
    const summary = await summaryOf(id);
    const source = await sourceOf(id);
    const overview = await readers.run('inspect', { source }, { affinity: source.key });
    await sendJson(req, res, { ...summary, ...overview });
  });

  router.delete('/:snapshot', async (req, res) => {
    const id = param(req, 'snapshot');
    const summary = await summaryOf(id);
    if (!summary.deletable) throw cameWithTheProgram();
    // The store needs room to forget something, and on a full disk only the archive itself can make it.
    await folder.discard(folder.archive(id));
    for (const gone of await store.snapshots.remove(id)) await folder.discard(folder.archive(gone));
    res.status(204).end();
  });

  router.get('/:snapshot/endpoints', async (req, res) => {
    const query = readQuery(req, endpointQuerySchema);
    const source = await sourceOf(param(req, 'snapshot'));
    const found = await readers.run('endpoints', { source, query, part: partOf(query) }, { affinity: source.key });
    await sendJson(req, res, pageOf(found));
  });

  router.get('/:snapshot/nodes', async (req, res) => {
    const query = readQuery(req, nodeQuerySchema);
    const source = await sourceOf(param(req, 'snapshot'));
    const found = await readers.run('nodes', { source, q: query.q, part: partOf(query) }, { affinity: source.key });
    await sendJson(req, res, pageOf(found));
  });

  router.get('/:snapshot/nodes/:node', async (req, res) => {
    const source = await sourceOf(param(req, 'snapshot'));
    const name = param(req, 'node');
    const node = await readers.run('node', { source, name }, { affinity: source.key });
    if (!node) throw notFound(`The node ${name}`, 'The list of nodes of the snapshot has all that are known.');
    await sendJson(req, res, node);
  });

  const noSection = (): HttpProblem =>
    notFound('This section', 'The node lists its sections. What was not collected has no section, but a gap.');

  router.get('/:snapshot/nodes/:node/sections/:section', async (req, res) => {
    const { netns, ...range } = readQuery(req, sectionQuerySchema);
    const source = await sourceOf(param(req, 'snapshot'));
    const place = { node: param(req, 'node'), netns, section: param(req, 'section') };
    const text = await readers.run('section', { source, place, range }, { affinity: source.key });
    if (!text) throw noSection();
    await sendJson(req, res, text);
  });

  router.get('/:snapshot/nodes/:node/sections/:section/search', async (req, res) => {
    const { netns, ...search } = readQuery(req, sectionSearchQuerySchema);
    const source = await sourceOf(param(req, 'snapshot'));
    const place = { node: param(req, 'node'), netns, section: param(req, 'section') };
    const matches = await readers.run('search', { source, place, search }, { affinity: source.key });
    if (!matches) throw noSection();
    await sendJson(req, res, matches);
  });

  router.get('/:snapshot/objects/:resource', async (req, res) => {
    const filter = readQuery(req, objectQuerySchema);
    const source = await sourceOf(param(req, 'snapshot'));
    const resource = param(req, 'resource');
    const found = await readers.run(
      'objects',
      { source, resource, filter, part: partOf(filter) },
      { affinity: source.key },
    );
    if (!found) throw notFound(`A list of ${resource.slice(0, 100)}`, 'Take a resource that the snapshot has.');
    await sendJson(req, res, pageOf(found));
  });

  return router;
}

const tooManyUploads = (): HttpProblem =>
  new HttpProblem({
    id: 'too-many-uploads',
    status: 429,
    title: 'Too many uploads',
    detail: 'Other snapshots are being uploaded right now.',
    hint: 'Try again in a few seconds.',
    headers: { 'retry-after': '5' },
  });

const cameWithTheProgram = (): HttpProblem =>
  new HttpProblem({
    id: 'not-deletable',
    status: 409,
    title: 'Cannot be deleted',
    detail: 'This snapshot came with the program or was opened from a file; it is not in the data folder.',
    hint: 'Start the server with --no-demo to do without the recorded clusters.',
  });
