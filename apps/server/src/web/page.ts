/** What a link preview says of a page. */
export type Preview = {
  readonly title: string;
  readonly description: string;
  /** Absolute addresses. */
  readonly url: string;
  readonly image?: string;
};
/** A page with its subject in it. The picture is named by its path. */
export type Painted = Omit<Preview, 'url'> & { readonly html: string };

const MARK = '<!-- The server puts here what the page is about. -->';

/** The app's page with these elements in its first paint. */
export const withFirst = (html: string, main: string): string => html.replace(MARK, () => main);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an attribute or an element, and never more than text. */
export const escapeHtml = (text: string): string =>
  Array.from(text, (c) => ENTITIES[c] ?? (isControl(c) ? ' ' : c)).join('');

const isControl = (c: string): boolean =>
  c < ' ' || (c >= '\u007f' && c < '\u00a0') || c === '\u2028' || c === '\u2029';

/** The app's page with title and preview in its head. */
export function withPreview(html: string, { title, description, url, image }: Preview): string {
  const meta = (key: 'name' | 'property', name: string, content: string): string =>
    `<meta ${key}="${name}" content="${escapeHtml(content)}">`;
  const head = [
    meta('name', 'description', description),
    meta('property', 'og:type', 'article'),
    meta('property', 'og:site_name', 'Skoop'),
    meta('property', 'og:title', title),
    meta('property', 'og:description', description),
    meta('property', 'og:url', url),
    ...(image
      ? [
          meta('property', 'og:image', image),
          meta('property', 'og:image:type', 'image/png'),
          meta('property', 'og:image:width', '1200'),
          meta('property', 'og:image:height', '630'),
          meta('property', 'og:image:alt', description),
          meta('name', 'twitter:card', 'summary_large_image'),
        ]
      : []),
  ].join('');
  // Replacements are functions: `$&` in a name means nothing then.
  return html
    .replace(/<meta\s+name="description"[^>]*>/i, () => '')
    .replace(/<title>[^<]*<\/title>/i, () => `<title>${escapeHtml(title)}</title>`)
    .replace('</head>', () => `${head}</head>`);
}

/** Shown where the web app has not been built. */
export const NOT_BUILT = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Skoop</title></head><body>
<h1>The web app is not built</h1><p>Run <code>npm run build</code>, then start the server again. The API is at <a href="/api/openapi.json">/api/v1</a>.</p>
</body></html>`;

/** Text with its `code` as such. */
export const ticked = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
