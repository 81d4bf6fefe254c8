import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';
import { requestIdOf } from './request-id.ts';

/** One line per answered request: never its query, headers or body, which may hold names and secrets. */
export const requestLog =
  (log: Logger, metrics: Metrics): RequestHandler =>
  (req, res, next) => {
    const begun = performance.now();
    res.once('close', () => {
      const seconds = (performance.now() - begun) / 1000;
      const route = routeOf(req);
      const labels = { method: req.method, route, status: String(res.statusCode) };
      if (!res.locals.isStream) metrics.requestSeconds.observe(labels, seconds);
      else metrics.requests.inc(labels);
      const entry = {
        requestId: requestIdOf(res),
        method: req.method,
        path: req.originalUrl.split('?')[0]?.slice(0, 500),
        status: res.statusCode,
        ms: Math.round(seconds * 1000),
        ...(res.writableFinished ? {} : { aborted: true }),
      };
      if (route === 'static' || route.startsWith('/health') || route === '/metrics') log.debug(entry, 'request');
      else log.info(entry, 'request');
    });
    next();
  };

/** The route's pattern, so that ids do not become labels. */
function routeOf(req: Parameters<RequestHandler>[0]): string {
  const path: unknown = req.route?.path;
  return typeof path === 'string' ? req.baseUrl + path : 'static';
}
