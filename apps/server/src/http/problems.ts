import { HttpProblem } from './http-problem.ts';

/** The problems that routes raise, each with what to do about it. */
export const notFound = (what: string, hint: string): HttpProblem =>
  new HttpProblem({ id: 'not-found', status: 404, title: 'Not found', detail: `${what} is not here.`, hint });

export const noSnapshot = (id: string): HttpProblem =>
  notFound(`The snapshot ${id}`, 'It may have been deleted. Choose another one, or upload it again.');

export const noDiagnosis = (id: string): HttpProblem =>
  notFound(`The diagnosis ${id}`, 'It may have been deleted, or the link is cut. Ask the question again.');

export const badCursor = (): HttpProblem =>
  new HttpProblem({
    id: 'bad-cursor',
    status: 400,
    title: 'Bad cursor',
    detail: 'The cursor is none that this server made.',
    hint: 'Start with the first page: leave `cursor` away.',
  });

export const notSettled = (doing: string): HttpProblem =>
  new HttpProblem({
    id: 'not-settled',
    status: 409,
    title: 'Still running',
    detail: `The diagnosis is not finished, so it cannot be ${doing}.`,
    hint: 'Wait until it is done, or cancel it first.',
  });

export const noResult = (status: string): HttpProblem =>
  new HttpProblem({
    id: 'no-result',
    status: 409,
    title: 'No result',
    detail: `The diagnosis has no result: it is ${status}.`,
    hint: 'Run it again, or wait until it is done.',
  });

export const alreadySettled = (status: string): HttpProblem =>
  new HttpProblem({
    id: 'already-settled',
    status: 409,
    title: 'Already finished',
    detail: `The diagnosis is ${status} already, so there is nothing to cancel.`,
    hint: 'Load it again to see the result.',
  });

export const queueFull = (limit: number): HttpProblem =>
  new HttpProblem({
    id: 'queue-full',
    status: 429,
    title: 'Too many diagnoses',
    detail: `${limit} diagnoses are waiting already.`,
    hint: 'Try again in a few seconds.',
    headers: { 'retry-after': '5' },
  });

export const stopping = (): HttpProblem =>
  new HttpProblem({
    id: 'stopping',
    status: 503,
    title: 'Server is stopping',
    detail: 'The server takes no new work because it is about to stop.',
    hint: 'Try again when it is back.',
    headers: { 'retry-after': '10' },
  });

export const storageFull = (): HttpProblem =>
  new HttpProblem({
    id: 'storage-full',
    status: 507,
    title: 'Disk full',
    detail: 'There is no room left where Skoop keeps its data, so this was not stored.',
    hint: 'Delete snapshots that are not needed any more, or make room on the disk of the data folder; then try again.',
  });

export const storageFailing = (): HttpProblem =>
  new HttpProblem({
    id: 'storage-failing',
    status: 503,
    title: 'Data folder cannot be used',
    detail: 'Reading or writing the data folder failed.',
    hint: 'Check that the disk is there and writable. The server log has the details under the request id.',
  });

export const tooLarge = (limit: number, what: string): HttpProblem =>
  new HttpProblem({
    id: 'too-large',
    status: 413,
    title: 'Too large',
    detail: `${what} is larger than ${formatBytes(limit)}.`,
    hint: 'Start the server with a larger limit (--max-upload), or collect fewer nodes.',
  });

export const unsupportedType = (given: string | undefined, expected: readonly string[]): HttpProblem =>
  new HttpProblem({
    id: 'unsupported-type',
    status: 415,
    title: 'Unsupported content type',
    detail: given ? `${given.slice(0, 100)} is not taken here.` : 'The request does not say what its body is.',
    hint: `Send ${expected.join(' or ')}, named in the Content-Type header.`,
  });

export const formatBytes = (bytes: number): string => {
  const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${Number((bytes / 2 ** (10 * step)).toFixed(1))} ${steps[step]}`;
};
