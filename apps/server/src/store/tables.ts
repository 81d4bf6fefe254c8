import type { JobStatus } from '@skoop/api';
import type { Outcome } from '@skoop/model';

/** Times are RFC 3339 in UTC; columns named `*_json` hold JSON text. */
export type SnapshotTable = {
  id: string;
  name: string;
  cluster: string;
  /** `upload` (archive on disk), `derived` (edits of another snapshot). Recorded and local clusters are not in the table. */
  origin: 'upload' | 'derived';
  taken_at: string;
  created_at: string;
  bytes: number;
  parent: string | null;
  parent_diagnosis: string | null;
  finding: string | null;
  edits_json: string | null;
};

export type DiagnosisTable = {
  id: string;
  status: JobStatus;
  origin: 'asked' | 'imported';
  /** Counts up; order of the history. */
  sequence: number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  /** Who asked, where a proxy in front says so. */
  asked_by: string | null;
  snapshot: string | null;
  request_json: string | null;
  lineage_json: string | null;
  parent: string | null;
  question_json: string | null;
  taken_at: string | null;
  cluster: string | null;
  outcome: Outcome | null;
  delivered_share: number | null;
  symptom: string | null;
  sentence: string | null;
  first_drop_json: string | null;
  suspicions: number | null;
  gaps: number | null;
  problem_json: string | null;
  /** Lower-case text that the history's search looks in. */
  search: string;
};

/** The diagnosis itself, apart from the rows that lists read. */
export type ResultTable = { diagnosis: string; body: string };

export type Tables = { snapshots: SnapshotTable; diagnoses: DiagnosisTable; results: ResultTable };
