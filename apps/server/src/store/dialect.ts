import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Database, Statement } from './sqlite.ts';

/** Kysely over one synchronous connection, which stays its owner's to close. Whoever asks for the connection waits until the one before has given it back. */
export const sqliteDialect = (db: Database): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => createDriver(db),
  createIntrospector: (kysely) => new SqliteIntrospector(kysely),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

function createDriver(db: Database): Driver {
  const connection = createConnection(db);
  const waiting: (() => void)[] = [];
  let taken = false;
  const exec = async (sql: string): Promise<void> => db.exec(sql);
  return {
    init: async () => undefined,
    acquireConnection: async () => {
      if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
      taken = true;
      return connection;
    },
    releaseConnection: async () => {
      const next = waiting.shift();
      // Handed over without letting go in between, or a third one could step in.
      if (next) next();
      else taken = false;
    },
    beginTransaction: () => exec('BEGIN IMMEDIATE'),
    commitTransaction: () => exec('COMMIT'),
    // A full disk rolls back by itself; the second time is an error that would hide the first (sqlite.org/lang_transaction.html).
    rollbackTransaction: () => exec('ROLLBACK').catch(ignoreNoTransaction),
    destroy: async () => undefined,
  };
}

function ignoreNoTransaction(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes('no transaction is active')) throw error;
}

/** Statements kept prepared; the queries of this program are far fewer. */
const STATEMENT_LIMIT = 200;

function createConnection(db: Database): DatabaseConnection {
  const statements = new Map<string, Statement>();
  const prepare = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= STATEMENT_LIMIT) statements.clear();
    const fresh = db.prepare(sql);
    statements.set(sql, fresh);
    return fresh;
  };
  return {
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const statement = prepare(query.sql);
      if (returnsRows(query)) return { rows: statement.all(...query.parameters) as R[] };
      const { changes, lastInsertRowid } = statement.run(...query.parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    },
    // biome-ignore lint/correctness/useYield: the port asks for a generator; nothing here reads results piecemeal.
    streamQuery: async function* () {
      throw new Error('results are not streamed');
    },
  };
}

const returnsRows = ({ query, sql }: CompiledQuery): boolean =>
  query.kind === 'SelectQueryNode' ||
  ('returning' in query && query.returning !== undefined) ||
  /^\s*pragma/i.test(sql);
