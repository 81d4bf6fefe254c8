// Builds what runs: the CLI, the server with its worker, and the web app. Called by `npm ci` (prepare), `npm run build` and `npm start`.
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Native packages stay outside the bundle: they load their own binaries. */
const external = ['@resvg/resvg-js', '@photostructure/sqlite'];
/** Bundled CommonJS packages call require(); an ES module has none unless it is made. */
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

export async function buildNode(app, entries) {
  const dir = path.join(root, 'apps', app);
  const present = Object.fromEntries(
    Object.entries(entries)
      .map(([name, file]) => [name, path.join(dir, 'src', file)])
      .filter(([, file]) => existsSync(file)),
  );
  rmSync(path.join(dir, 'dist'), { recursive: true, force: true });
  await build({
    entryPoints: present,
    outdir: path.join(dir, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['skoop-source'],
    external,
    banner,
    sourcemap: 'linked',
    minifySyntax: true,
    logLevel: 'warning',
    loader: { '.sh': 'text' },
    define: { 'process.env.SKOOP_BUNDLED': '"1"' },
  });
}

export async function buildWeb() {
  const { build: viteBuild } = await import('vite');
  await viteBuild({ root: path.join(root, 'apps/web'), logLevel: 'warn' });
}

export const isBuilt = () =>
  ['apps/cli/dist/skoop.js', 'apps/server/dist/main.js', 'apps/web/dist/index.html'].every((f) =>
    existsSync(path.join(root, f)),
  );

export async function buildAll() {
  await buildNode('cli', { skoop: 'main.ts' });
  await buildNode('server', { main: 'main.ts', worker: 'worker.ts' });
  await buildWeb();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  await buildAll();
  console.log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
