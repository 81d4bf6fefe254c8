// `npm test`: everything. House rules, unit tests, goldens of the recorded clusters, tests against real kernels, the browser.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildAll } from './build.mjs';
import { ensureTools } from './tools.mjs';

const ci = Boolean(process.env.CI);
const unavailable = ensureTools();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'skoop-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];

function count(name, started, { passed, failed, skipped }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  lines.push(`${name}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''} (${seconds} s)`);
}

function run(command, args, env = {}) {
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

/** A runner that died before it could report counts as one failure; so does one that ran nothing. */
const orCrash = (counts, status) => ({
  ...counts,
  failed: counts.failed || (status !== 0 || counts.passed + counts.failed === 0 ? 1 : 0),
});

function vitest(project) {
  const started = performance.now();
  const report = path.join(scratch, `${project}.json`);
  const status = run('npx', [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const json = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const counts = {
    passed: json.numPassedTests ?? 0,
    failed: json.numFailedTests ?? 0,
    skipped: (json.numPendingTests ?? 0) + (json.numTodoTests ?? 0),
  };
  count(project, started, orCrash(counts, status));
}

function playwright() {
  const started = performance.now();
  const report = path.join(scratch, 'e2e.json');
  const status = run('npx', ['playwright', 'test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  const stats = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).stats : {};
  const counts = {
    passed: (stats.expected ?? 0) + (stats.flaky ?? 0),
    failed: stats.unexpected ?? 0,
    skipped: stats.skipped ?? 0,
  };
  count('browser', started, orCrash(counts, status));
}

function skip(name, reason) {
  console.log(`SKIPPED ${name}: ${reason}`);
  // In CI everything must run; elsewhere a machine may lack something, and we say what.
  if (ci) total.failed += 1;
  else total.skipped += 1;
  lines.push(`${name}: ${ci ? 'FAILED, could not run' : 'skipped'}: ${reason}`);
}

const started = performance.now();
count(
  'check',
  started,
  run(process.execPath, ['scripts/check.mjs']) === 0
    ? { passed: 1, failed: 0, skipped: 0 }
    : { passed: 0, failed: 1, skipped: 0 },
);
await buildAll();
vitest('unit');
if (unavailable.lab) skip('lab', unavailable.lab);
else vitest('lab');
if (unavailable.browser) skip('browser', unavailable.browser);
else playwright();
rmSync(scratch, { recursive: true, force: true });

console.log(`\n${lines.join('\n')}\ntotal time ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed > 0 ? 1 : 0);
