/** `npm run bench`: the figures of docs/performance.md, side by side in one run. A benchmark, not a test: it prints, it never fails on a figure. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
type Row = readonly [what: string, goal: string, median: string, range: string];
const rows: Row[] = [];
const ms = (value: number): string => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`);
const mb = (bytes: number): string => `${Math.round(bytes / 1048576)} MB`;

function add(what: string, goal: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  rows.push([what, goal, ms(median), `${ms(sorted[0] ?? median)} - ${ms(sorted.at(-1) ?? median)}`]);
}

/** Each measurement has a process of its own, so that heaps and caches do not leak into the next. */
function measure(...args: string[]): { readonly times: readonly number[]; readonly rss: number } {
  const script = path.join(root, 'scripts/bench/measure.ts');
  const done = spawnSync(process.execPath, ['--conditions=skoop-source', '--import', 'tsx', script, ...args], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`${args.join(' ')}: ${done.stderr}`);
  return JSON.parse(done.stdout);
}

add('parse a dump with 100,000 lines of iptables-save', '', measure('iptables', '100000').times);
add('parse, compile and diagnose with 100,000 lines of iptables-save', '< 1 s', measure('compile', '100000').times);
for (const services of [10, 1_000, 10_000])
  add(
    `service call, loaded snapshot, ${services.toLocaleString('en')} services`,
    '< 20 ms',
    measure('services', String(services)).times,
  );
const big = measure('node', '5000', '4');
rows.push(['peak memory of that process: 5,000 services, 20,000 endpoints', '< 300 MB', mb(big.rss), '']);
add(
  'parse, compile and diagnose with 1,000,000 lines of iptables-save',
  '< 10 s',
  measure('compile', '1000000').times.slice(0, 1),
);
for (const name of ['healthy-vxlan', 'overlay-port-blocked'])
  add(`diagnosis, loaded snapshot ${name}`, '< 20 ms', measure('diagnose', name).times);

const skoop = path.join(root, 'node_modules/.bin/skoop');
const question = [
  '-s',
  'default/client',
  '-d',
  'svc/default/web',
  '-p',
  '80',
  '--snapshot',
  path.join(root, 'scenarios/healthy-vxlan/snapshot'),
];
const runs = Array.from({ length: 8 }, () => {
  const started = performance.now();
  const { status } = spawnSync(skoop, question);
  if (status !== 0) throw new Error(`skoop ended with ${status}`);
  return performance.now() - started;
});
add('skoop, whole process', '< 0.8 s', runs.slice(1));

const table: Row[] = [['what', 'goal', 'median', 'min - max'], ...rows];
const widths = [0, 1, 2, 3].map((i) => Math.max(...table.map((r) => r[i as 0]?.length ?? 0)));
for (const row of table) console.log(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
