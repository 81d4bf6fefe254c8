// `npm run check`: types, lint and format, unused code, import arrows, file sizes, docs links, docs/supported.md. Prints what is wrong and where.
import { spawnSync } from 'node:child_process';
import { checkArrows } from './check-arrows.mjs';
import { checkDocs } from './check-docs.mjs';
import { checkSizes } from './check-sizes.mjs';
import { checkSupported } from './supported.mjs';

const tool =
  (name, ...args) =>
  () =>
    spawnSync('npx', [name, ...args], { stdio: 'inherit' }).status === 0;
const own = (check) => () => {
  const problems = check();
  for (const p of problems) console.error(p);
  return problems.length === 0;
};

const checks = [
  ['types', () => tool('tsc', '-b')() && tool('tsc', '-p', 'scripts')()],
  ['lint and format', tool('biome', 'check', '--error-on-warnings', '.')],
  ['unused code', tool('knip')],
  ['import arrows', own(checkArrows)],
  ['file sizes', own(checkSizes)],
  ['docs links', own(checkDocs)],
  ['docs/supported.md', own(checkSupported)],
];

let failed = 0;
for (const [name, check] of checks) {
  const ok = check();
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
  if (!ok) failed++;
}
process.exit(failed === 0 ? 0 : 1);
