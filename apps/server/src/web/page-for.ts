import type { Request } from 'express';
import { loadJob, resultText } from '../routes/load-record.ts';
import type { Services } from '../services.ts';
import { withCluster } from './cluster-first.ts';
import { withComparison } from './comparison-first.ts';
import { withFinding } from './finding-first.ts';
import { type Painted, withPreview } from './page.ts';
import { withSection } from './section-first.ts';
import { titleOf } from './title-of.ts';
import { withVerdict } from './verdict-first.ts';

type Asked = {
  readonly services: Services;
  /** The app's page, as it was built. */
  readonly html: string;
  /** What the address of the page names, decoded. */
  readonly named: readonly string[];
  readonly query: URLSearchParams;
};
/** The page with what it is about in it; undefined: the app says it itself, a moment later. */
type Paint = (asked: Asked) => Promise<Painted | undefined>;

/** The section that the app opens where the address names none; few dumps lack it. */
const FIRST_SECTION = 'ip-route';

const PAGES: readonly (readonly [address: RegExp, paint: Paint])[] = [
  [/^\/d\/([0-9a-z]{16})$/, diagnosis],
  [/^\/d\/([0-9a-z]{16})\/vs\/([0-9a-z]{16})$/, comparison],
  [/^\/cluster$/, cluster],
  [/^\/snapshots\/([^/]+)\/nodes\/([^/]+)$/, node],
  [/^\/snapshots\/([^/]+)\/nodes\/([^/]+)\/([^/]+)$/, section],
  [/^\/findings\/([^/]+)$/, finding],
];

/** The one document of the app, with the words that the page at this address is about in its first paint and in its preview. */
export async function pageFor(services: Services, html: string, req: Request): Promise<string> {
  // A stranger's program that fetches a preview has no token, and shall learn nothing.
  if (services.authentication.required) return html;
  const { pathname, searchParams } = new URL(req.originalUrl, 'http://localhost');
  for (const [address, paint] of PAGES) {
    const found = address.exec(pathname.replace(/\/$/, ''));
    if (!found) continue;
    const painted = await namedIn(found)
      .then((named) => paint({ services, html, named, query: searchParams }))
      .catch(() => undefined);
    if (!painted) return html;
    const { image } = painted;
    const origin = originOf(req);
    return withPreview(painted.html, { ...painted, url: origin + pathname, image: image && origin + image });
  }
  return html;
}

/** Rejects where an address is not properly encoded. */
const namedIn = async (found: RegExpExecArray): Promise<readonly string[]> => found.slice(1).map(decodeURIComponent);

const picture = (id: string): string => `/api/v1/diagnoses/${id}/preview.png`;

async function diagnosis({ services, html, named: [id = ''] }: Asked): Promise<Painted> {
  const job = await loadJob(services, id);
  const done = job.status === 'done';
  return {
    html: done
      ? await resultText(services, id)
          .then((stored) => withVerdict(html, stored))
          .catch(() => html)
      : html,
    title: titleOf(job),
    description: job.sentence ?? 'Where the packet dies, why, and what fixes it.',
    image: done ? picture(id) : undefined,
  };
}

async function comparison({ services, html, named: [before = '', after = ''] }: Asked): Promise<Painted | undefined> {
  const [stored, storedAfter] = await Promise.all([resultText(services, before), resultText(services, after)]);
  const painted = withComparison(html, stored, storedAfter);
  return painted && { ...painted, title: `${painted.title} \u00b7 Skoop`, image: picture(after) };
}

async function cluster({ services, html, query }: Asked): Promise<Painted | undefined> {
  const summary = await services.library.summary(query.get('snapshot') ?? '');
  return summary && withCluster(html, summary);
}

async function section({
  services,
  html,
  named: [snapshot = '', node = '', name = ''],
}: Asked): Promise<Painted | undefined> {
  const summary = await services.library.summary(snapshot);
  return summary && withSection(html, node, name);
}

function node(asked: Asked): Promise<Painted | undefined> {
  return section({ ...asked, named: [...asked.named, FIRST_SECTION] });
}

async function finding({ services, html, named: [id] }: Asked): Promise<Painted | undefined> {
  const text = (await services.findings()).find((known) => known.id === id);
  return text && withFinding(html, text);
}

const originOf = (req: Request): string =>
  `${req.get('x-forwarded-proto') === 'https' ? 'https' : 'http'}://${req.headers.host ?? ''}`;
