import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { preloadRoutes } from './preload-routes.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8')) as { version: string };

/** The text font is needed for the first paint: tell the browser before it has read the style sheet. */
const preloadFont: Plugin = {
  name: 'preload-font',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle }) {
      const font = Object.keys(bundle ?? {}).find((f) => /inter-latin-wght-normal.*\.woff2$/.test(f));
      if (!font) return [];
      return [
        {
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}`, crossorigin: true },
          injectTo: 'head',
        },
      ];
    },
  },
};

/** The script that reads a node, for those who have only the dashboard. */
const collectScript: Plugin = {
  name: 'collect-script',
  apply: 'build',
  generateBundle() {
    const source = readFileSync(path.join(here, '../../packages/collector/collect.sh'));
    this.emitFile({ type: 'asset', fileName: 'collect.sh', source });
  },
};

/** What no page goes without, and what nearly all pages are made of. */
const EVERYWHERE =
  /node_modules\/(react|react-dom|scheduler|react-router|cookie|set-cookie-parser|@tanstack\/(react-query|query-core))\//;
const PARTS = /apps\/web\/src\/(ui|data|shell|new|diagnosis)\/(?!RadixMenu|TextLines)/;
/** Small, and needed by the first page whichever it is. */
const APP =
  /apps\/web\/src\/(app\.tsx|routes\.tsx|shell\/(Shell|theme)|local\/(FileOpener|fileKind|localStore))|rolldown\/runtime/;

export default defineConfig({
  root: here,
  plugins: [react(), preloadFont, collectScript, preloadRoutes(path.join(here, 'public/theme.js'))],
  // Workspace packages are read as source: no build comes before this one.
  resolve: { conditions: ['skoop-source', 'module', 'browser', 'development|production'] },
  define: { __SKOOP_VERSION__: JSON.stringify(version) },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // What several pages share comes in a few files, not in one for each set of pages: every request costs a round trip.
      output: {
        codeSplitting: {
          groups: [
            // Alone: the entry needs it, and nothing else before the first frame.
            { name: 'loader', test: /preload-helper/, priority: 4 },
            { name: 'vendor', test: EVERYWHERE, priority: 3 },
            { name: 'parts', test: PARTS, minShareCount: 3, priority: 2 },
            { name: 'app', test: APP, priority: 1 },
          ],
        },
      },
      // Pure packages do nothing on being loaded: what a page does not use of them is left out of it.
      treeshake: { moduleSideEffects: (id) => !/packages\/(model|render|api|collector)\/src\//.test(id) },
    },
  },
  server: { port: 5173, strictPort: true, proxy: { '/api': process.env.SKOOP_SERVER ?? 'http://127.0.0.1:8090' } },
});
