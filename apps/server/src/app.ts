import express, { type Express, Router } from 'express';
import { errorHandler, noSuchOperation } from './http/error-handler.ts';
import { hostCheck, sameOriginOnly } from './http/origin-check.ts';
import { requestId } from './http/request-id.ts';
import { requestLog } from './http/request-log.ts';
import { securityHeaders } from './http/security.ts';
import { diagnosisRoutes } from './routes/diagnoses.ts';
import { type EventStreams, eventRoutes } from './routes/events.ts';
import { fileRoutes } from './routes/files.ts';
import { findingRoutes } from './routes/findings.ts';
import { aboutRoute, healthRoutes, metricsRoute, openApiRoute, sessionRoute } from './routes/server-info.ts';
import { snapshotRoutes } from './routes/snapshots.ts';
import type { Services } from './services.ts';
import { webApp } from './web/web-app.ts';

export type AppOptions = {
  readonly isLoopback: boolean;
  readonly allowedHosts: readonly string[];
  readonly webDir: string;
  readonly isStopping: () => boolean;
};

export type App = { readonly express: Express; readonly streams: EventStreams };

/** All that the server answers, from the outermost check to the routes. */
export async function createApp(services: Services, options: AppOptions): Promise<App> {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);

  app.use(requestId, requestLog(services.log, services.metrics), securityHeaders());
  // Probes come from kubelet by the pod's address.
  app.use('/health', healthRoutes(services, options.isStopping));
  app.use(hostCheck(options.isLoopback, options.allowedHosts), sameOriginOnly);

  const streams = eventRoutes(services);
  const api = Router();
  api.use(sessionRoute(services));
  api.use(services.authentication.check);
  api.use(aboutRoute(services));
  api.use('/snapshots', snapshotRoutes(services));
  api.use('/diagnoses', streams.router, fileRoutes(services), diagnosisRoutes(services));
  api.use('/findings', findingRoutes(services));

  app.use('/api', openApiRoute(services));
  app.use('/api/v1', api);
  app.use('/api', noSuchOperation);
  app.use('/metrics', services.authentication.check, metricsRoute(services));
  app.use(await webApp(services, options.webDir));
  app.use(noSuchOperation, errorHandler(services.log));
  return { express: app, streams };
}
