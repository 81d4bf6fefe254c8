import type { Problem } from './problem.ts';
import { problemId, problemType } from './problem-id.ts';

/** A request that failed, with what the server said about it; or what can be said where no server answered. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail}`);
    this.name = 'ApiError';
    this.problem = problem;
  }

  get id(): string {
    return problemId(this.problem);
  }
}

/** The error of a response that is not ok. Also understands answers of a proxy in between. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body = await response.text().catch(() => '');
  return new ApiError(
    readProblem(body) ?? {
      type: problemType('unexpected-answer'),
      title: 'Unexpected answer',
      status: response.status,
      detail:
        `The server answered ${response.status} ${response.statusText}`.trim() +
        ', not in the form this program knows.',
      hint: 'Is there a proxy in between? Look at what it says, then try again.',
      requestId: response.headers.get('x-request-id') ?? '',
    },
  );
}

/** No answer at all. */
export const unreachable = (cause: unknown): ApiError =>
  new ApiError({
    type: problemType('unreachable'),
    title: 'Server not reached',
    status: 0,
    detail: cause instanceof Error ? cause.message : String(cause),
    hint: 'Check that the server runs and that this machine reaches it, then try again.',
    requestId: '',
  });

function readProblem(body: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isProblem =
      typeof value === 'object' && value !== null && 'type' in value && 'title' in value && 'detail' in value;
    return isProblem ? (value as Problem) : undefined;
  } catch {
    return undefined;
  }
}
