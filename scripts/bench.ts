/** `npm run bench`: the figures of docs/performance.md. A benchmark, not a test: it prints, it never fails. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bigNode } from './bench/big-node.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const rows: string[][] = [];
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const ms = (value: number): string => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`);

function add(what: string, goal: string, values: readonly number[]): void {
  rows.push([what, goal, ms(median(values)), `${ms(Math.min(...values))} - ${ms(Math.max(...values))}`]);
}

/** Runs one measurement in a process of its own, so that heaps and caches do not leak into the next. */
function child(mode: string, ...args: string[]): { readonly times: readonly number[]; readonly rss: number } {
  const script = path.join(root, 'scripts/bench/measure.ts');
  const done = spawnSync(process.execPath, ['--conditions=skoop-source', '--import', 'tsx', script, mode, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) throw new Error(`${mode}: ${done.stderr.slice(0, 2000)}`);
  return JSON.parse(done.stdout);
}

const lines = child('iptables', '100000');
add('parse and compile 100,000 lines of iptables-save', '< 1 s', lines.times);

for (const services of [10, 1_000, 10_000]) {
  const result = child('services', String(services));
  add(`one service call on a node with ${services.toLocaleString('en')} services`, '< 20 ms', result.times);
}

const big = child('node', '5000', '4');
rows.push([
  'peak memory: load and diagnose, 5,000 services, 20,000 endpoints',
  '< 300 MB',
  `${Math.round(big.rss / 1048576)} MB`,
  '',
]);

const scenarios = readdirSync(path.join(root, 'scenarios'), { withFileTypes: true }).filter((e) => e.isDirectory());
for (const name of ['healthy-vxlan', scenarios[0]?.name].filter(
  (n, i, all) => n && scenarios.some((s) => s.name === n) && all.indexOf(n) === i,
)) {
  const warm = child('diagnose', path.join(root, 'scenarios', String(name)));
  add(`diagnosis on a loaded snapshot (${name})`, '< 20 ms', warm.times);
  const question = JSON.parse(readFileSync(path.join(root, 'scenarios', String(name), 'scenario.json'), 'utf8'))
    .questions[0];
  const args = [
    '-s',
    question.source,
    '-d',
    question.destination,
    '--protocol',
    question.protocol ?? 'tcp',
    '--snapshot',
    path.join(root, 'scenarios', String(name), 'snapshot'),
  ];
  if (question.port) args.push('-p', String(question.port));
  const times = Array.from({ length: 7 }, () => {
    const started = performance.now();
    spawnSync(path.join(root, 'node_modules/.bin/skoop'), args);
    return performance.now() - started;
  });
  add(`skoop on that snapshot, whole process`, '< 0.8 s', times.slice(1));
}

const table = [['what', 'goal', 'median', 'min - max'], ...rows];
const widths = [0, 1, 2, 3].map((i) => Math.max(...table.map((r) => r[i]?.length ?? 0)));
for (const row of table) console.log(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
void bigNode;
