import { openApiDocument, sessionRequestSchema } from '@skoop/api';
import { type CookieOptions, Router } from 'express';
import { SESSION_COOKIE, unauthorized } from '../http/authentication.ts';
import { readJson } from '../http/read-request.ts';
import { sendJson } from '../http/send-json.ts';
import { once } from '../once.ts';
import type { Services } from '../services.ts';

/** `/api/v1/about`: version, limits and options. */
export function aboutRoute({ readers, about }: Services): Router {
  const options = once(() => readers.run('options', {}));
  return Router().get('/about', async (req, res) => {
    await sendJson(req, res, { ...about, options: await options() });
  });
}

/** `/api/v1/session`: the token is traded for a cookie that scripts cannot read, so that images and downloads work too. */
export function sessionRoute({ authentication }: Services): Router {
  const cookie = (secure: boolean): CookieOptions => ({ httpOnly: true, sameSite: 'strict', path: '/', secure });
  const router = Router();
  router.post('/session', async (req, res) => {
    const { token } = await readJson(req, sessionRequestSchema, 16 * 1024);
    if (!authentication.isToken(token)) throw unauthorized('The token is not the right one.');
    const isSecure = req.get('x-forwarded-proto') === 'https';
    if (authentication.required) res.cookie(SESSION_COOKIE, authentication.session, cookie(isSecure));
    res.status(204).end();
  });
  router.delete('/session', (_req, res) => {
    res.clearCookie(SESSION_COOKIE, cookie(false)).status(204).end();
  });
  return router;
}

/** `/health/live`, `/health/ready`. */
export function healthRoutes({ store, log }: Services, isStopping: () => boolean): Router {
  const router = Router();
  router.get('/live', (req, res) => sendJson(req, res, { status: 'ok', checks: {} }));
  router.get('/ready', async (req, res) => {
    const checks: Record<string, string> = { store: 'ok', server: isStopping() ? 'stopping' : 'ok' };
    try {
      await store.check();
    } catch (error) {
      log.error({ err: error }, 'the store cannot be read');
      checks.store = 'cannot be read';
    }
    const isOk = Object.values(checks).every((state) => state === 'ok');
    res.status(isOk ? 200 : 503);
    await sendJson(req, res, { status: isOk ? 'ok' : 'failing', checks });
  });
  return router;
}

/** `/metrics` in the Prometheus text format. */
export const metricsRoute = ({ metrics }: Services): Router =>
  Router().get('/', async (_req, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

/** `/api/openapi.json`. */
export function openApiRoute({ about }: Services): Router {
  let document: object | undefined;
  return Router().get('/openapi.json', async (req, res) => {
    document ??= openApiDocument(about.version);
    await sendJson(req, res, document);
  });
}
