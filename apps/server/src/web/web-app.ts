import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Request, type Response, Router } from 'express';
import { codeOf } from '../error-code.ts';
import { sendText } from '../http/send-json.ts';
import type { Services } from '../services.ts';
import { type Asset, isCompressible, readAssets } from './assets.ts';
import { NOT_BUILT } from './page.ts';
import { pageFor } from './page-for.ts';

const YEAR = 31_536_000;

/** The web app: its files, and for every other address of a page its one document. */
export async function webApp(services: Services, dir: string): Promise<Router> {
  const assets = await readAssets(dir);
  const document = assets.get('/index.html');
  const html = document ? (await document.body('identity')).toString('utf8') : NOT_BUILT;
  const router = Router();

  router.use(async (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next();
    const asset = req.path === '/index.html' ? undefined : assets.get(decode(req.path));
    if (asset)
      return sendAsset(req, res, asset).catch((error: unknown) => {
        // The app was built anew since: its old files are gone, and a page that still names them has to be loaded again.
        if (codeOf(error) === 'ENOENT') next();
        else throw error;
      });
    if (!isPage(req)) return next();
    // The document names the files of this build, so it is asked for anew each time.
    res.setHeader('cache-control', 'no-cache');
    await sendText(req, res, await pageFor(services, html, req), 'text/html; charset=utf-8');
  });

  return router;
}

async function sendAsset(req: Request, res: Response, asset: Asset): Promise<void> {
  const accepted = isCompressible(asset) ? req.acceptsEncodings('br', 'gzip', 'identity') : 'identity';
  const encoding = accepted === 'br' || accepted === 'gzip' ? accepted : 'identity';
  const body = await asset.body(encoding);
  res.setHeader('content-type', asset.type);
  res.setHeader('cache-control', asset.immutable ? `public, max-age=${YEAR}, immutable` : 'no-cache');
  res.vary('Accept-Encoding');
  if (encoding !== 'identity') res.setHeader('content-encoding', encoding);
  res.setHeader('etag', `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`);
  res.send(body);
}

const decode = (urlPath: string): string => {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return urlPath;
  }
};

/** A person's browser goes to a page, or something asks for an address that does not look like a file. */
const isPage = (req: Request): boolean =>
  !/^\/(api|assets|health|metrics)(\/|$)/.test(req.path) &&
  ((req.get('accept') ?? '').includes('text/html') ||
    !/^\.(js|css|map|png|ico|svg|json|txt|xml|woff2?|php)$/.test(path.extname(req.path)));
