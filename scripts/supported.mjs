// `npm run supported` writes docs/supported.md; `npm run check` fails where it is stale or a construct cites no kernel function.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './sources.mjs';
import { readConstructs } from './supported/read-constructs.mjs';
import { supportedPage } from './supported/write-page.mjs';

const PAGE = path.join(root, 'docs/supported.md');

export function checkSupported() {
  const { rows, problems } = readConstructs();
  const present = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  return present === supportedPage(rows) ? problems : [...problems, 'docs/supported.md is stale: npm run supported'];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { rows, problems } = readConstructs();
  writeFileSync(PAGE, supportedPage(rows));
  for (const p of problems) console.error(p);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
