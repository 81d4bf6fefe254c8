import { Router } from 'express';
import { notFound } from '../http/problems.ts';
import { param } from '../http/read-request.ts';
import { sendJson } from '../http/send-json.ts';
import type { Services } from '../services.ts';

/** `/api/v1/findings`: the texts that come with the program. */
export function findingRoutes({ findings }: Services): Router {
  const router = Router();

  router.get('/', async (req, res) => {
    const items = (await findings()).map(({ markdown: _, ...rest }) => rest);
    await sendJson(req, res, { items });
  });

  router.get('/:finding', async (req, res) => {
    const id = param(req, 'finding');
    const text = (await findings()).find((t) => t.id === id);
    if (!text) throw notFound(`The finding ${id.slice(0, 100)}`, 'The list of findings has all that there are.');
    await sendJson(req, res, text);
  });
  return router;
}
