import { z } from 'zod';
import { codeOf } from '../error-code.ts';
import { WorkError } from '../jobs/work-error.ts';
import { sqliteErrorName } from '../store/sqlite.ts';
import { HttpProblem, type ProblemFields } from './http-problem.ts';
import { stopping, storageFailing, storageFull, tooLarge } from './problems.ts';

/** What a user is told of any error. Nothing of an unexpected one gets out but that it happened. */
export function problemOf(error: unknown): ProblemFields {
  if (error instanceof HttpProblem) return error.fields;
  if (error instanceof z.ZodError) return invalidRequest(error);
  if (error instanceof WorkError) return workProblem(error);
  return storageProblem(error) ?? requestProblem(error) ?? INTERNAL;
}

const INTERNAL: ProblemFields = {
  id: 'internal',
  status: 500,
  title: 'Something went wrong here',
  detail: 'The server met an error that it did not expect.',
  hint: 'Try again. If it happens again, report it with the request id; the server log has the details.',
};

function invalidRequest(error: z.ZodError): ProblemFields {
  const fields = error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  return {
    id: 'invalid-request',
    status: 400,
    title: 'Request not understood',
    detail: fields
      .map(({ path, message }) => (path ? `${path}: ${message}` : message))
      .join('; ')
      .slice(0, 1000),
    hint: 'Correct the fields that are named. /api/openapi.json describes every request.',
    fields,
  };
}

/** Errors of a job or of reading a snapshot, as the worker told them. */
const WORK: Readonly<Record<string, Omit<ProblemFields, 'id' | 'detail'>>> = {
  'snapshot-too-large': {
    status: 422,
    title: 'Snapshot too large',
    hint: 'Collect fewer nodes, or start the server with a larger --max-snapshot.',
  },
  'snapshot-gone': { status: 404, title: 'Snapshot is gone', hint: 'Upload it again, or choose another one.' },
  'bad-report': {
    status: 422,
    title: 'Report cannot be read',
    hint: 'Take the file as Skoop wrote it: report.html or diagnosis.json.',
  },
  cancelled: { status: 409, title: 'Cancelled', hint: 'Run it again when you want the answer.' },
  'timed-out': {
    status: 504,
    title: 'Took too long',
    hint: 'Try again; for a diagnosis that needs longer, start the server with a longer --job-timeout.',
  },
  'out-of-memory': {
    status: 422,
    title: 'Needs too much memory',
    hint: 'Collect fewer nodes, or start the server with a larger --worker-memory.',
  },
};

const BAD_SNAPSHOT = {
  status: 422,
  title: 'Snapshot cannot be read',
  hint: 'Make it with `skoop snapshot`, or as .tar.gz of a snapshot folder.',
};
const BAD_QUESTION = { status: 422, title: 'Question cannot be asked', hint: 'Change the question and ask again.' };

function workProblem(error: WorkError): ProblemFields {
  if (error.id === 'stopped') return stopping().fields;
  if (error.id === 'internal') return INTERNAL;
  const known = WORK[error.id] ?? (/^(archive|snapshot)-/.test(error.id) ? BAD_SNAPSHOT : BAD_QUESTION);
  return { ...known, id: error.id, detail: error.message, hint: error.hint ?? known.hint };
}

function storageProblem(error: unknown): ProblemFields | undefined {
  const sqlite = sqliteErrorName(error);
  if (sqlite === 'SQLITE_FULL') return storageFull().fields;
  if (sqlite !== undefined && sqlite !== 'SQLITE_CONSTRAINT') return storageFailing().fields;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return storageFull().fields;
  if (code === 'EROFS' || code === 'EACCES' || code === 'EIO') return storageFailing().fields;
  return undefined;
}

/** Errors of Express and of its body readers; they carry a status. */
function requestProblem(error: unknown): ProblemFields | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const status = 'status' in error ? error.status : undefined;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return tooLarge('limit' in error ? Number(error.limit) : 0, 'The body').fields;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  return {
    id: 'bad-request',
    status,
    title: 'Request not understood',
    detail:
      type === 'entity.parse.failed'
        ? 'The body is not JSON.'
        : error instanceof URIError
          ? 'The address holds a broken escape.'
          : 'The request is malformed.',
    hint: '/api/openapi.json describes every request.',
  };
}
