import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { toProblem } from './http-problem.ts';
import { problemOf } from './problem-of.ts';
import { notFound } from './problems.ts';
import { requestIdOf } from './request-id.ts';

export function sendProblem(res: Response, error: unknown): void {
  const fields = problemOf(error);
  for (const [name, value] of Object.entries(fields.headers ?? {})) res.setHeader(name, value);
  res.removeHeader('etag');
  res.setHeader('cache-control', 'no-store');
  res
    .status(fields.status)
    .type('application/problem+json')
    .send(JSON.stringify(toProblem(fields, requestIdOf(res))));
}

export const errorHandler =
  (log: Logger): ErrorRequestHandler =>
  (error, req, res, _next) => {
    const fields = problemOf(error);
    const entry = { requestId: requestIdOf(res), method: req.method, path: req.path, problem: fields.id };
    if (fields.status >= 500) log.error({ ...entry, err: error }, 'request failed');
    else log.info({ ...entry, detail: fields.detail }, 'request refused');
    if (res.headersSent) {
      // The answer has begun: the client can only notice that it ends early.
      res.destroy();
      return;
    }
    // An upload that is refused half-way is not read to its end.
    if (!req.complete) {
      res.setHeader('connection', 'close');
      res.once('finish', () => setTimeout(() => req.destroy(), 500).unref());
    }
    sendProblem(res, error);
  };

/** Nothing answered: of the API there is no such operation. */
export const noSuchOperation: RequestHandler = (req) => {
  throw notFound(
    `${req.method} ${req.originalUrl.split('?')[0]?.slice(0, 200)}`,
    '/api/openapi.json lists what there is.',
  );
};
