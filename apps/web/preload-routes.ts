import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { afterFirstPaint } from './src/afterFirstPaint.ts';

/** Every page is made of it. */
const APP = 'src/app.tsx';
/** Which module each page starts with. Only pages that people come to from outside; the others are a click away. */
const PAGES: readonly (readonly [pattern: string, modules: readonly string[]])[] = [
  ['^/$', ['src/new/NewPage.tsx']],
  ['^/d/[^/]+$', ['src/diagnosis/DiagnosisPage.tsx', 'src/diagnosis/ResultView.tsx']],
  ['^/d/[^/]+/vs/', ['src/compare/ComparePage.tsx']],
  ['^/history', ['src/history/HistoryPage.tsx']],
  ['^/cluster', ['src/cluster/ClusterPage.tsx']],
  ['^/findings$', ['src/findings/FindingsPage.tsx']],
  ['^/findings/', ['src/findings/FindingPage.tsx']],
  ['^/snapshots/', ['src/stack/NodePage.tsx']],
];

/** What each page asks the server for first; `$1` is what the pattern found in path and query. */
const ANSWERS: readonly (readonly [pattern: string, addresses: readonly string[]])[] = [
  ['^/d/([0-9a-z]{16})$', ['/api/v1/diagnoses/$1']],
  ['^/d/([0-9a-z]{16})/vs/([0-9a-z]{16})$', ['/api/v1/diagnoses/$1', '/api/v1/diagnoses/$2']],
  ['^/(history|cluster|findings)?([?].*)?$', ['/api/v1/snapshots?limit=200']],
  ['^/history$', ['/api/v1/diagnoses?limit=50&q=']],
  ['^/findings$', ['/api/v1/findings']],
  ['^/findings/([a-z0-9-]+)$', ['/api/v1/findings/$1']],
  ['^/cluster[?]snapshot=((?!local-)[A-Za-z0-9-]+)$', ['/api/v1/snapshots/$1']],
  [
    '^/snapshots/((?!local-)[A-Za-z0-9-]+)/nodes/([A-Za-z0-9.-]+)/',
    ['/api/v1/snapshots/$1', '/api/v1/snapshots/$1/nodes/$2'],
  ],
];

/** Which pages index.html or the server paints before the app is there; first-paint.css shows that part. */
const PAINTED: readonly (readonly [pattern: string, page: string])[] = [
  ['^/$', 'new'],
  ['^/history$', 'history'],
  ['^/findings$', 'findings'],
  ['^/findings/', 'finding'],
  ['^/d/[^/]+$', 'diagnosis'],
  ['^/d/[^/]+/vs/', 'compare'],
  ['^/cluster$', 'cluster'],
  ['^/snapshots/[^/]+/nodes/[^/]+/.', 'section'],
];

/**
 * Appends to the head the links for what the page at this address needs, so that nothing is discovered late. Where index.html or the server
 * paints what matters, that comes first and has the network for itself. Runs in the browser.
 */
const PRELOAD = `
function preload(href, as) {
  const link = document.createElement('link');
  link.rel = as === 'script' ? 'modulepreload' : 'preload';
  if (as !== 'script') link.as = as;
  link.crossOrigin = '';
  link.href = href;
  document.head.append(link);
}
function preloadPage() {
  for (const [pattern, files] of PAGES)
    if (new RegExp(pattern).test(location.pathname))
      for (const file of files) preload(file, file.endsWith('.css') ? 'style' : 'script');
  // The answers are asked for while the app that shows them is on its way.
  for (const [pattern, addresses] of ANSWERS) {
    const found = new RegExp(pattern).exec(location.pathname + location.search);
    if (found) for (const address of addresses) preload(address.replace(/\\$(\\d)/g, (_, n) => found[n]), 'fetch');
  }
}
const page = PAINTED.find(([pattern]) => new RegExp(pattern).test(location.pathname))?.[1] ?? 'other';
document.documentElement.dataset.page = page;
if (page === 'other') preloadPage();
else afterFirstPaint().then(preloadPage);
`;

type Chunk = {
  readonly fileName: string;
  readonly facadeModuleId: string | null;
  readonly imports: readonly string[];
  readonly isEntry: boolean;
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> };
};

/**
 * Builds boot.js, the one script before the first paint: the theme, and the chunks of the page that is asked for. A file of its own:
 * the page allows no inline scripts.
 */
export function preloadRoutes(themeScript: string): Plugin {
  return {
    name: 'preload-routes',
    apply: 'build',
    transformIndexHtml: { order: 'post', handler: (html) => html.replace('/theme.js', '/boot.js') },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((f) => f.type === 'chunk') as unknown as readonly Chunk[];
        const byName = new Map(chunks.map((c) => [c.fileName, c]));
        const loaded = new Set<string>();
        const visit = (name: string, into: Set<string>): void => {
          const chunk = byName.get(name);
          if (!chunk || into.has(name) || loaded.has(name)) return;
          into.add(name);
          for (const css of chunk.viteMetadata?.importedCss ?? []) into.add(css);
          for (const other of chunk.imports) visit(other, into);
        };
        for (const chunk of chunks) if (chunk.isEntry) visit(chunk.fileName, loaded);
        const pages = PAGES.map(([pattern, modules]) => {
          const files = new Set<string>();
          for (const module of [APP, ...modules])
            for (const chunk of chunks) if (chunk.facadeModuleId?.endsWith(module)) visit(chunk.fileName, files);
          return [pattern, [...files].map((f) => `/${f}`)];
        });
        const source = `${readFileSync(themeScript, 'utf8')}\nconst afterFirstPaint = ${afterFirstPaint};\nconst PAGES = ${JSON.stringify(pages)};\nconst ANSWERS = ${JSON.stringify(ANSWERS)};\nconst PAINTED = ${JSON.stringify(PAINTED)};\n${PRELOAD}`;
        this.emitFile({ type: 'asset', fileName: 'boot.js', source });
      },
    },
  };
}
