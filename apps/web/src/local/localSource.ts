import type { DiagnosisRecord, DiagnosisRequest, Lineage, Page } from '@skoop/api';
import { ApiError, isSettled, type JobEvent } from '@skoop/api';
import type { Diagnosis, KubeObject, SnapshotEdit } from '@skoop/model';
import { findings, summaryOf } from '@skoop/render';
import { server } from '../data/client.ts';
import { type DiagnosisSource, isLocal, type SnapshotSource } from '../data/source.ts';
import type { LocalSide, LocalSnapshot } from './ask.ts';
import { getDiagnosis, getSnapshot, localId, putDiagnosis } from './localStore.ts';
import { askWorker, localError, stopWorker } from './workerClient.ts';

const GONE = 'What this link shows was kept in one browser only, and that is not this one.';

const missing = (what: string) => localError(what, 'Ask for the file, and drop it here.', 404);

async function storedSummary(id: string) {
  const stored = await getSnapshot(id).catch(() => undefined);
  if (!stored) throw missing(GONE);
  return stored.summary;
}

async function recordAt(id: string): Promise<DiagnosisRecord> {
  const record = await getDiagnosis(id).catch(() => undefined);
  if (!record) throw missing(GONE);
  return record;
}

const whole = (id: string): LocalSnapshot => ({ id, edits: [] });

/** Snapshots that only this browser has, with the same calls as the server's. */
export const localSnapshots: SnapshotSource = {
  get: async (id) => ({ ...(await storedSummary(id)), ...(await askWorker('overview', [whole(id)])) }),
  endpoints: (id, query = {}) => askWorker('endpoints', [whole(id), query]),
  nodes: (id) => askWorker('nodes', [whole(id)]),
  node: async (id, name) => {
    const found = await askWorker('node', [whole(id), name]);
    if (!found) throw missing(`The snapshot has no node ${name}.`);
    return found;
  },
  section: async (id, node, section, { netns = 'host', from = 1, limit = 1000 } = {}) => {
    const found = await askWorker('section', [whole(id), { node, netns, section }, { from, limit }]);
    if (!found) throw missing(`The dump of ${node} has no section ${section}.`);
    return found;
  },
  searchSection: async (id, node, section, { netns = 'host', q, from = 1, limit = 1000 }) => {
    const found = await askWorker('search', [whole(id), { node, netns, section }, { q, from, limit }]);
    if (!found) throw missing(`The dump of ${node} has no section ${section}.`);
    return found;
  },
};

export const localObjects = (
  id: string,
  resource: string,
  which: { readonly namespace?: string; readonly name?: string },
): Promise<Page<KubeObject>> => askWorker('objects', [whole(id), resource, which]);

const following = new Map<string, Set<(event: JobEvent) => void>>();
const tell = (id: string, event: JobEvent) => {
  for (const listener of following.get(id) ?? []) listener(event);
};

/** Starts a diagnosis in the worker and stores what becomes of it; answers at once with the running record. */
async function start(request: DiagnosisRequest, lineage?: Lineage): Promise<DiagnosisRecord> {
  const edits = lineage?.edits ?? [];
  const now = new Date().toISOString();
  const begun: DiagnosisRecord = {
    id: localId(),
    status: 'running',
    origin: 'asked',
    createdAt: now,
    startedAt: now,
    request: { protocol: 'tcp', ...request },
    lineage,
    snapshot: await storedSummary(request.snapshot),
    progress: { phase: 'diagnosing', message: 'Reading the snapshot' },
    followUps: [],
  };
  await putDiagnosis(begun);
  const settle = async (change: Partial<DiagnosisRecord>) => {
    const settled = { ...begun, progress: undefined, finishedAt: new Date().toISOString(), ...change };
    await putDiagnosis(settled);
    tell(begun.id, { event: 'settled', status: settled.status });
  };
  askWorker('diagnose', [{ id: request.snapshot, edits }, request], (message) =>
    tell(begun.id, { event: 'progress', status: 'running', progress: { phase: 'diagnosing', message } }),
  ).then(
    (diagnosis) => settle({ status: 'done', ...summaryOf(diagnosis), diagnosis }),
    (error: unknown) => settle({ status: 'failed', problem: error instanceof ApiError ? error.problem : undefined }),
  );
  return begun;
}

/** Fixes that were applied to the snapshot before it was diagnosed. */
const editsOf = ({ lineage }: DiagnosisRecord): readonly SnapshotEdit[] => lineage?.edits ?? [];

async function sideOf(record: DiagnosisRecord, diagnosis: Diagnosis): Promise<LocalSide> {
  const id = record.snapshot?.id;
  const there = id !== undefined && (await getSnapshot(id).catch(() => undefined)) !== undefined;
  return { diagnosis, snapshot: there ? { id, edits: editsOf(record) } : undefined };
}

/** What only a fix changed stands in no snapshot that a link could lead to. */
const linked = (record: DiagnosisRecord): DiagnosisRecord =>
  editsOf(record).length > 0 ? { ...record, snapshot: undefined } : record;

/** Diagnoses made in this browser, with the same calls as the server's. */
export const localDiagnoses: DiagnosisSource = {
  create: (request) => start(request),
  get: recordAt,
  cancel: async (id) => {
    stopWorker('Cancelled.');
    const record = await recordAt(id);
    const cancelled: DiagnosisRecord = { ...record, status: 'cancelled', progress: undefined };
    await putDiagnosis(cancelled);
    return cancelled;
  },
  rerun: async (id) => {
    const record = await recordAt(id);
    if (!record.request) throw missing('An opened report has no question that could be asked again.');
    const edits = editsOf(record);
    return start(record.request, { kind: 'rerun', diagnosis: id, ...(edits.length > 0 ? { edits } : {}) });
  },
  whatIf: async (id, { finding, node, edits }) => {
    const record = await recordAt(id);
    const found = record.diagnosis
      ? findings(record.diagnosis).find((f) => f.id === finding && (node === undefined || f.node === node))
      : undefined;
    const applied = edits ?? found?.fix?.edits;
    if (!record.request || !applied)
      throw localError('This finding has no fix that could be applied to a snapshot.', '');
    return start(record.request, {
      kind: 'what-if',
      diagnosis: id,
      finding,
      explanation: found?.fix?.explanation,
      // On top of the fixes that this one was made with.
      edits: [...editsOf(record), ...applied],
    });
  },
  compare: async (id, other) => {
    // One of both may be the server's: what is compared never leaves the browser.
    const of = (which: string) => (isLocal(which) ? recordAt(which) : server.diagnoses.get(which));
    const [before, after] = [await of(id), await of(other)];
    if (!before.diagnosis || !after.diagnosis) throw localError('Only what is done can be compared.', '');
    const sides = [await sideOf(before, before.diagnosis), await sideOf(after, after.diagnosis)] as const;
    return { ...(await askWorker('compare', [...sides])), before: linked(before), after: linked(after) };
  },
  async *watch(id, { signal } = {}) {
    const events: JobEvent[] = [];
    let wake: () => void = () => undefined;
    const listener = (event: JobEvent) => {
      events.push(event);
      wake();
    };
    const listeners = following.get(id) ?? new Set();
    following.set(id, listeners.add(listener));
    signal?.addEventListener('abort', () => wake(), { once: true });
    try {
      const { status } = await recordAt(id);
      if (isSettled(status)) events.push({ event: 'settled', status });
      while (!signal?.aborted) {
        const event = events.shift();
        if (event) {
          yield event;
          if (event.event === 'settled') return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      listeners.delete(listener);
    }
  },
};
