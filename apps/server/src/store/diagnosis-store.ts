import type { DiagnosisRequest, DiagnosisSummary, JobStatus, Lineage, Page, Problem } from '@skoop/api';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type ResultSummary, searchText, summaryColumns, summaryOfRow } from './diagnosis-row.ts';
import { newId } from './id.ts';
import type { Reserve } from './reserve.ts';
import type { DiagnosisTable, Tables } from './tables.ts';

export type HistoryFilter = {
  readonly q: string;
  readonly outcomes: readonly string[];
  readonly statuses: readonly string[];
  readonly snapshot?: string;
  readonly limit: number;
  readonly cursor?: string;
};

export type NewJob = {
  /** As checked: with its protocol. */
  readonly request: DiagnosisRequest;
  readonly lineage?: Lineage;
  readonly askedBy?: string;
};

/** How a job ends. A result comes with the summary that lists show of it. */
export type Settlement =
  | { readonly status: 'done'; readonly body: string; readonly summary: ResultSummary }
  | { readonly status: Exclude<JobStatus, 'queued' | 'running' | 'done'>; readonly problem: Problem };

export type DiagnosisStore = ReturnType<typeof createDiagnosisStore>;

const now = (): string => new Date().toISOString();

export function createDiagnosisStore(db: Kysely<Tables>, reserve: Reserve) {
  const one = (id: string) => db.selectFrom('diagnoses').selectAll().where('id', '=', id);
  return {
    addJob: async ({ request, lineage, askedBy }: NewJob): Promise<DiagnosisSummary> => {
      const row: Omit<DiagnosisTable, 'sequence'> = {
        ...EMPTY,
        id: newId(),
        status: 'queued',
        origin: 'asked',
        created_at: now(),
        asked_by: askedBy ?? null,
        snapshot: request.snapshot,
        request_json: JSON.stringify(request),
        lineage_json: lineage ? JSON.stringify(lineage) : null,
        parent: lineage?.diagnosis ?? null,
        search: searchText(request, undefined),
      };
      return insert(db, row);
    },
    addResult: async (body: string, summary: ResultSummary, askedBy?: string): Promise<DiagnosisSummary> =>
      db.transaction().execute(async (tx) => {
        const row = await insert(tx, {
          ...EMPTY,
          ...summaryColumns(summary),
          id: newId(),
          status: 'done',
          origin: 'imported',
          created_at: now(),
          finished_at: now(),
          asked_by: askedBy ?? null,
          search: searchText(undefined, summary),
        });
        await tx.insertInto('results').values({ diagnosis: row.id, body }).execute();
        return row;
      }),
    start: async (id: string): Promise<void> => {
      await db.updateTable('diagnoses').set({ status: 'running', started_at: now() }).where('id', '=', id).execute();
    },
    /** Only a queued or running job settles; one that is gone meanwhile stays gone. */
    settle: async (id: string, request: DiagnosisRequest, end: Settlement): Promise<void> =>
      db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('diagnoses')
          .set(
            end.status === 'done'
              ? {
                  ...summaryColumns(end.summary),
                  status: 'done',
                  search: searchText(request, end.summary),
                  finished_at: now(),
                }
              : { status: end.status, problem_json: JSON.stringify(end.problem), finished_at: now() },
          )
          .where('id', '=', id)
          .where('status', 'in', ['queued', 'running'])
          .executeTakeFirst();
        if (numUpdatedRows > 0n && end.status === 'done') {
          await tx.insertInto('results').values({ diagnosis: id, body: end.body }).execute();
        }
      }),
    /** What was running when the last process stopped is interrupted; tells what still waits, oldest first. */
    recover: async (problem: Problem): Promise<readonly DiagnosisSummary[]> => {
      await db
        .updateTable('diagnoses')
        .set({ status: 'interrupted', finished_at: now(), problem_json: JSON.stringify(problem) })
        .where('status', '=', 'running')
        .execute();
      const rows = await db
        .selectFrom('diagnoses')
        .selectAll()
        .where('status', '=', 'queued')
        .orderBy('sequence')
        .execute();
      return rows.map(summaryOfRow);
    },
    get: async (
      id: string,
    ): Promise<{ readonly summary: DiagnosisSummary; readonly snapshot?: string } | undefined> => {
      const row = await one(id).executeTakeFirst();
      return row && { summary: summaryOfRow(row), snapshot: row.snapshot ?? undefined };
    },
    /** JSON text of the diagnosis; undefined if it is not done. */
    result: async (id: string): Promise<string | undefined> => {
      const row = await db.selectFrom('results').select('body').where('diagnosis', '=', id).executeTakeFirst();
      return row?.body;
    },
    followUps: async (id: string): Promise<readonly DiagnosisSummary[]> => {
      const rows = await db.selectFrom('diagnoses').selectAll().where('parent', '=', id).orderBy('sequence').execute();
      return rows.map(summaryOfRow);
    },
    remove: async (id: string): Promise<boolean> => {
      const { numDeletedRows } = await reserve.withRoom(() =>
        db.deleteFrom('diagnoses').where('id', '=', id).executeTakeFirst(),
      );
      return numDeletedRows > 0n;
    },
    /** Newest first. undefined: the cursor is none. */
    list: async (filter: HistoryFilter): Promise<Page<DiagnosisSummary> | undefined> => {
      const before = filter.cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(filter.cursor);
      if (before === undefined) return undefined;
      const matching = narrow(db.selectFrom('diagnoses'), filter);
      const { total } = await matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      const rows = await matching
        .selectAll()
        .where('sequence', '<', before)
        .orderBy('sequence', 'desc')
        .limit(filter.limit + 1)
        .execute();
      const shown = rows.slice(0, filter.limit);
      const last = shown.at(-1);
      return {
        items: shown.map(summaryOfRow),
        total,
        next: last && rows.length > filter.limit ? encodeCursor(last.sequence) : undefined,
      };
    },
  };
}

const EMPTY = {
  started_at: null,
  finished_at: null,
  asked_by: null,
  snapshot: null,
  request_json: null,
  lineage_json: null,
  parent: null,
  question_json: null,
  taken_at: null,
  cluster: null,
  outcome: null,
  delivered_share: null,
  symptom: null,
  sentence: null,
  first_drop_json: null,
  suspicions: null,
  gaps: null,
  problem_json: null,
} as const;

async function insert(db: Kysely<Tables>, row: Omit<DiagnosisTable, 'sequence'>): Promise<DiagnosisSummary> {
  const stored = await db
    .insertInto('diagnoses')
    .values(row as DiagnosisTable)
    .returningAll()
    .executeTakeFirstOrThrow();
  return summaryOfRow(stored);
}

type Select = SelectQueryBuilder<Tables, 'diagnoses', unknown>;

function narrow(query: Select, { q, outcomes, statuses, snapshot }: HistoryFilter): Select {
  let narrowed = query;
  for (const word of q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 20)) {
    // instr knows no wildcards, so nothing of the user's text has a meaning of its own.
    narrowed = narrowed.where((eb) => eb(eb.fn<number>('instr', ['search', eb.val(word)]), '>', 0));
  }
  if (outcomes.length > 0) narrowed = narrowed.where('outcome', 'in', outcomes as never);
  if (statuses.length > 0) narrowed = narrowed.where('status', 'in', statuses as never);
  if (snapshot !== undefined) narrowed = narrowed.where('snapshot', '=', snapshot);
  return narrowed;
}
