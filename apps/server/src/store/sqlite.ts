import { statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { codeOf } from '../error-code.ts';

/** What this program uses of `node:sqlite`. `@photostructure/sqlite` has the same interface for a Node that lacks it. */
export type Database = {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
};
export type Statement = {
  all(...values: readonly unknown[]): Row[];
  run(...values: readonly unknown[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
};
type Row = Record<string, unknown>;
type SqliteModule = { readonly DatabaseSync: new (path: string, options?: { timeout?: number }) => Database };

function loadSqlite(): SqliteModule {
  const builtin = process.getBuiltinModule as ((id: string) => unknown) | undefined;
  const emitWarning = process.emitWarning;
  try {
    // Node calls its module experimental at each start; that is nothing a user can act upon.
    process.emitWarning = () => undefined;
    const found = builtin?.('node:sqlite') as SqliteModule | undefined;
    if (found) return found;
  } finally {
    process.emitWarning = emitWarning;
  }
  return createRequire(import.meta.url)('@photostructure/sqlite') as SqliteModule;
}

/** Milliseconds to wait for a server that is just stopping to let go of the file. */
const BUSY_MS = 1500;

/**
 * Opens a database that survives a crash at any moment: every commit is on the disk when it returns. Only one process at a time has it,
 * because a second server would take the first one's running jobs for interrupted ones.
 */
export function openDatabase(path: string): Database {
  const { DatabaseSync } = loadSqlite();
  const lock = lockBeside(path);
  try {
    const db = new DatabaseSync(path, { timeout: BUSY_MS });
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    const guard = <T>(act: () => T): T => {
      try {
        return act();
      } catch (error) {
        throw tellFull(error, path);
      }
    };
    return {
      exec: (sql) => guard(() => db.exec(sql)),
      prepare: (sql) => {
        const statement = guard(() => db.prepare(sql));
        return {
          all: (...values) => guard(() => statement.all(...values)),
          run: (...values) => guard(() => statement.run(...values)),
        };
      },
      close: () => {
        db.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * The lock is that of a second, empty database: SQLite lets go of a file only when its last prepared statement is collected, and this one
 * never has any. The kernel lets go of it when the process dies, however it dies.
 */
function lockBeside(path: string): Database {
  const { DatabaseSync } = loadSqlite();
  const lock = new DatabaseSync(`${path}.lock`, { timeout: BUSY_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** Less is no room: a diagnosis with its traces and the write-ahead log that it goes through first. */
const ROOM_BYTES = 4 * 1024 * 1024;

/** Where SQLite cannot extend its shared-memory file it calls a full disk an I/O error. */
function tellFull(error: unknown, path: string): unknown {
  if (sqliteErrorName(error) !== 'SQLITE_IOERR' || !(error instanceof Error)) return error;
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize < ROOM_BYTES ? Object.assign(error, { errcode: 13 }) : error;
}

/** `SQLITE_FULL`, `SQLITE_BUSY`, ... of an error of either implementation; undefined if it is something else. */
export function sqliteErrorName(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'errcode' in error ? Number(error.errcode) : Number.NaN;
  if (!Number.isNaN(code)) return NAMES[code & 0xff] ?? 'SQLITE_ERROR';
  if (codeOf(error) !== 'ERR_SQLITE_ERROR') return undefined;
  return MESSAGES.find(([words]) => error.message.includes(words))?.[1] ?? 'SQLITE_ERROR';
}

/** `@photostructure/sqlite` 1.2 leaves the number out where a statement returns rows. The words are those of sqlite3_errstr(). */
const MESSAGES: readonly (readonly [words: string, name: string])[] = [
  ['database or disk is full', 'SQLITE_FULL'],
  ['disk I/O error', 'SQLITE_IOERR'],
  ['constraint failed', 'SQLITE_CONSTRAINT'],
  ['database is locked', 'SQLITE_BUSY'],
  ['attempt to write a readonly database', 'SQLITE_READONLY'],
];

const NAMES: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  19: 'SQLITE_CONSTRAINT',
  26: 'SQLITE_NOTADB',
};
