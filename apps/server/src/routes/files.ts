import { createHash } from 'node:crypto';
import { fileQuerySchema } from '@skoop/api';
import { Router } from 'express';
import { param, readQuery } from '../http/read-request.ts';
import { DOCUMENT_POLICY } from '../http/security.ts';
import { sendText } from '../http/send-json.ts';
import { FILES, type FileName } from '../operations/file-name.ts';
import type { Services } from '../services.ts';
import { resultText } from './load-record.ts';

/** Drawn files kept in memory, bytes. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Pictures, reports and sources of a stored diagnosis. They never change, so browsers may keep them. */
export function fileRoutes(services: Services): Router {
  const router = Router();
  const kept = new Map<string, Buffer>();
  let keptBytes = 0;

  function keep(key: string, bytes: Buffer): void {
    kept.set(key, bytes);
    keptBytes += bytes.length;
    for (const [old, { length }] of kept) {
      if (keptBytes <= KEPT_BYTES) return;
      kept.delete(old);
      keptBytes -= length;
    }
  }

  for (const file of Object.keys(FILES) as FileName[]) {
    const { type, isDocument } = FILES[file];
    router.get(`/:id/${file}`, async (req, res) => {
      const id = param(req, 'id');
      const { theme, redact, download } = readQuery(req, fileQuerySchema);
      const body = await resultText(services, id);
      const key = [id, file, theme, redact, services.about.version].join(' ');
      res.setHeader('etag', `"${createHash('sha256').update(key).digest('base64url').slice(0, 22)}"`);
      // The same address means the same picture, but a newer program may draw it better.
      res.setHeader('cache-control', 'private, max-age=300');
      if (download) res.attachment(`skoop-${id}-${file}`);
      if (req.fresh) {
        res.status(304).end();
        return;
      }
      let bytes = kept.get(key);
      if (!bytes) {
        bytes = Buffer.from(await services.drawers.run('draw', { body, file, theme, redact }));
        keep(key, bytes);
      }
      if (isDocument) res.setHeader('content-security-policy', DOCUMENT_POLICY);
      if (type.startsWith('image/png')) res.type(type).send(bytes);
      else await sendText(req, res, bytes.toString('utf8'), type);
    });
  }
  return router;
}
