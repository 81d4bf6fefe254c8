import type { DiagnosisRequest, DiagnosisSummary, Lineage, Problem } from '@skoop/api';
import type { Question } from '@skoop/model';
import type { DiagnosisTable } from './tables.ts';

/** What lists show of a result, computed once where the result is made. */
export type ResultSummary = Pick<
  DiagnosisSummary,
  | 'question'
  | 'takenAt'
  | 'cluster'
  | 'outcome'
  | 'deliveredShare'
  | 'symptom'
  | 'sentence'
  | 'firstDrop'
  | 'suspicions'
  | 'gaps'
>;

/** Columns of a result's summary. */
export const summaryColumns = (s: ResultSummary) => ({
  question_json: JSON.stringify(s.question),
  taken_at: s.takenAt ?? null,
  cluster: s.cluster ?? null,
  outcome: s.outcome ?? null,
  delivered_share: s.deliveredShare ?? null,
  symptom: s.symptom ?? null,
  sentence: s.sentence ?? null,
  first_drop_json: s.firstDrop ? JSON.stringify(s.firstDrop) : null,
  suspicions: s.suspicions ?? null,
  gaps: s.gaps ?? null,
});

/** The text that the history's search looks in. */
export function searchText(request: DiagnosisRequest | undefined, summary: ResultSummary | undefined): string {
  const { question, cluster, sentence, firstDrop } = summary ?? {};
  const ends = [question?.source, question?.destination].flatMap((e) => (e ? [e.given, e.address, e.node] : []));
  return [
    request?.source,
    request?.destination,
    ...ends,
    question?.port ?? request?.port,
    question?.protocol ?? request?.protocol,
    cluster,
    sentence,
    firstDrop?.reason,
    firstDrop?.stage,
  ]
    .filter((word) => word !== undefined)
    .join('\n')
    .toLowerCase();
}

const read = <T>(json: string | null): T | undefined => (json === null ? undefined : (JSON.parse(json) as T));

export const summaryOfRow = (row: DiagnosisTable): DiagnosisSummary => ({
  id: row.id,
  status: row.status,
  origin: row.origin,
  createdAt: row.created_at,
  startedAt: row.started_at ?? undefined,
  finishedAt: row.finished_at ?? undefined,
  askedBy: row.asked_by ?? undefined,
  request: read<DiagnosisSummary['request']>(row.request_json),
  question: read<Question>(row.question_json),
  takenAt: row.taken_at ?? undefined,
  cluster: row.cluster ?? undefined,
  outcome: row.outcome ?? undefined,
  deliveredShare: row.delivered_share ?? undefined,
  symptom: row.symptom ?? undefined,
  sentence: row.sentence ?? undefined,
  firstDrop: read<NonNullable<DiagnosisSummary['firstDrop']>>(row.first_drop_json),
  suspicions: row.suspicions ?? undefined,
  gaps: row.gaps ?? undefined,
  lineage: read<Lineage>(row.lineage_json),
  problem: read<Problem>(row.problem_json),
});
