import type { Database } from './sqlite.ts';

/** Steps from an empty database to today's. Appended to, never changed: a step that ran somewhere stays as it was. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE snapshots (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    cluster TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('upload', 'derived')),
    taken_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    parent TEXT,
    parent_diagnosis TEXT,
    finding TEXT,
    edits_json TEXT
  ) STRICT;
  CREATE TABLE diagnoses (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('asked', 'imported')),
    created_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    asked_by TEXT,
    snapshot TEXT,
    request_json TEXT,
    lineage_json TEXT,
    parent TEXT,
    question_json TEXT,
    taken_at TEXT,
    cluster TEXT,
    outcome TEXT,
    delivered_share REAL,
    symptom TEXT,
    sentence TEXT,
    first_drop_json TEXT,
    suspicions INTEGER,
    gaps INTEGER,
    problem_json TEXT,
    search TEXT NOT NULL
  ) STRICT;
  CREATE INDEX diagnoses_parent ON diagnoses (parent) WHERE parent IS NOT NULL;
  CREATE INDEX diagnoses_snapshot ON diagnoses (snapshot, sequence);
  CREATE INDEX diagnoses_open ON diagnoses (status) WHERE status IN ('queued', 'running');
  CREATE TABLE results (
    diagnosis TEXT PRIMARY KEY REFERENCES diagnoses (id) ON DELETE CASCADE,
    body TEXT NOT NULL
  ) STRICT;
  -- A permalink shows the same for ever: what is settled can be deleted but not changed.
  CREATE TRIGGER settled_diagnoses_stay BEFORE UPDATE ON diagnoses
    WHEN OLD.status NOT IN ('queued', 'running')
    BEGIN SELECT RAISE(ABORT, 'a settled diagnosis does not change'); END;
  CREATE TRIGGER results_stay BEFORE UPDATE ON results
    BEGIN SELECT RAISE(ABORT, 'a stored result does not change'); END;
  `,
];

/** Brings the database to today's form; throws if a newer program wrote it. */
export function migrate(db: Database): void {
  const version = Number(db.prepare('PRAGMA user_version').all()[0]?.user_version ?? 0);
  if (version > MIGRATIONS.length) {
    throw new Error(`the database is of a newer version of Skoop (${version}, this one knows ${MIGRATIONS.length})`);
  }
  for (let step = version; step < MIGRATIONS.length; step++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[step]}; PRAGMA user_version = ${step + 1}; COMMIT`);
  }
}
