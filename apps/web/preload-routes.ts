import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Every page is made of it. */
const APP = 'src/app.tsx';
/** Which module each page starts with. Only pages that people come to from outside; the others are a click away. */
const PAGES: readonly (readonly [pattern: string, modules: readonly string[]])[] = [
  ['^/$', ['src/new/NewPage.tsx']],
  ['^/d/[^/]+$', ['src/diagnosis/DiagnosisPage.tsx', 'src/diagnosis/ResultView.tsx']],
  ['^/d/[^/]+/vs/', ['src/compare/ComparePage.tsx']],
  ['^/history', ['src/history/HistoryPage.tsx']],
  ['^/cluster', ['src/cluster/ClusterPage.tsx']],
  ['^/snapshots/', ['src/stack/NodePage.tsx']],
];

/** Appends to the head the links for what the page at this address needs, so that nothing is discovered late. Runs in the browser. */
const PRELOAD = `
for (const [pattern, files] of PAGES) {
  if (!new RegExp(pattern).test(location.pathname)) continue;
  for (const file of files) {
    const link = document.createElement('link');
    const style = file.endsWith('.css');
    link.rel = style ? 'preload' : 'modulepreload';
    if (style) link.as = 'style';
    link.crossOrigin = '';
    link.href = file;
    document.head.append(link);
  }
}
// The answer is asked for while the app that shows it is on its way.
const stored = /^\\/d\\/([0-9a-z]{16})$/.exec(location.pathname);
if (stored) {
  const link = document.createElement('link');
  link.rel = 'preload';
  link.as = 'fetch';
  link.crossOrigin = '';
  link.href = '/api/v1/diagnoses/' + stored[1];
  document.head.append(link);
}
document.documentElement.dataset.page = location.pathname === '/' ? 'new' : 'other';
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
        const source = `${readFileSync(themeScript, 'utf8')}\nconst PAGES = ${JSON.stringify(pages)};\n${PRELOAD}`;
        this.emitFile({ type: 'asset', fileName: 'boot.js', source });
      },
    },
  };
}
