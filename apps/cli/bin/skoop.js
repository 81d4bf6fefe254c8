#!/usr/bin/env node
// Runs the bundle that `npm ci` built; in a checkout that has none yet, builds it first.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bundle = new URL('../dist/skoop.js', import.meta.url);
if (!existsSync(bundle)) {
  try {
    const { buildNode } = await import(new URL('../../../scripts/build.mjs', import.meta.url).href);
    await buildNode('cli', { skoop: 'main.ts' });
  } catch (error) {
    process.stderr.write(`skoop: ${fileURLToPath(bundle)} is missing and could not be built: ${error.message}\n`);
    process.stderr.write('Run `npm ci` (or `npm run build`) at the top of the repository.\n');
    process.exit(70);
  }
}
await import(bundle.href);
