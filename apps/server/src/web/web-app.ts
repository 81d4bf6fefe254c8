import { createHash } from 'node:crypto';
import path from 'node:path';
import type { DiagnosisSummary } from '@skoop/api';
import { type Request, type Response, Router } from 'express';
import { codeOf } from '../error-code.ts';
import { sendText } from '../http/send-json.ts';
import { loadJob, resultText } from '../routes/load-record.ts';
import type { Services } from '../services.ts';
import { type Asset, isCompressible, readAssets } from './assets.ts';
import { withComparison } from './comparison-first.ts';
import { NOT_BUILT, withPreview } from './page.ts';
import { withVerdict } from './verdict-first.ts';

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
    await sendText(req, res, await pageFor(req), 'text/html; charset=utf-8');
  });

  /** Both verdicts first; where one of them cannot be read, the app says so itself. */
  async function comparedPage(req: Request, id: string, other: string): Promise<string> {
    const compared = await Promise.all([resultText(services, id), resultText(services, other)])
      .then(([before, after]) => withComparison(html, before, after))
      .catch(() => undefined);
    if (!compared) return html;
    return withPreview(compared.html, {
      title: `${compared.title} \u00b7 Skoop`,
      description: compared.description,
      url: `${originOf(req)}/d/${id}/vs/${other}`,
      image: `${originOf(req)}/api/v1/diagnoses/${other}/preview.png`,
    });
  }

  async function pageFor(req: Request): Promise<string> {
    const [, before, after] = /^\/d\/([0-9a-z]{16})\/vs\/([0-9a-z]{16})\/?$/.exec(req.path) ?? [];
    if (before && after && !services.authentication.required) return comparedPage(req, before, after);
    const id = /^\/d\/([0-9a-z]{16})\/?$/.exec(req.path)?.[1];
    // A stranger's program that fetches a preview has no token, and shall learn nothing.
    if (id === undefined || services.authentication.required) return html;
    const job = await loadJob(services, id).catch(() => undefined);
    if (!job) return html;
    const origin = originOf(req);
    // Where the verdict cannot be read, the app says so itself.
    const painted =
      job.status === 'done'
        ? await resultText(services, id)
            .then((stored) => withVerdict(html, stored))
            .catch(() => html)
        : html;
    return withPreview(painted, {
      title: titleOf(job),
      description: job.sentence ?? 'Where the packet dies, why, and what fixes it.',
      url: `${origin}/d/${id}`,
      image: job.status === 'done' ? `${origin}/api/v1/diagnoses/${id}/preview.png` : undefined,
    });
  }

  return router;
}

const originOf = (req: Request): string =>
  `${req.get('x-forwarded-proto') === 'https' ? 'https' : 'http'}://${req.headers.host ?? ''}`;

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

/** What a chat shows above the picture: the verdict, and what was asked. */
function titleOf({ outcome, deliveredShare, firstDrop, question, request, status }: DiagnosisSummary): string {
  const from = question?.source.given ?? request?.source ?? '?';
  const to = question?.destination.given ?? request?.destination ?? '?';
  const port = question?.port ?? request?.port;
  const asked =
    `${from} \u2192 ${to}${port === undefined ? '' : `:${port}`} ${question?.protocol ?? request?.protocol ?? ''}`.trim();
  const place = firstDrop ? ` at ${firstDrop.node || firstDrop.netns}` : '';
  const words =
    outcome === 'partial'
      ? `Partial, ${Math.round((deliveredShare ?? 0) * 100)} % delivered`
      : outcome === 'dropped'
        ? `Dropped${place}`
        : outcome === 'delivered'
          ? 'Delivered'
          : outcome === 'unknown'
            ? 'Unknown'
            : status;
  return `${words} \u00b7 ${asked} \u00b7 Skoop`;
}
