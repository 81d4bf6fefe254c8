/** `npm run bench`: the figures of docs/performance.md, side by side in one run. A benchmark, not a test: it prints, it never fails on a figure. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
type Row = readonly [what: string, goal: string, cpu: string, clock: string, memory: string];
type Measured = { readonly clock: readonly number[]; readonly cpu: readonly number[]; readonly rss?: number };
const rows: Row[] = [];
const ms = (value: number): string => (value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(0)} ms`);
const mb = (bytes: number): string => `${Math.round(bytes / 1048576)} MB`;

/** Median, with the range in brackets. */
function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return sorted.length < 2 ? ms(median) : `${ms(median)} (${ms(sorted[0] ?? median)} - ${ms(sorted.at(-1) ?? median)})`;
}

const add = (what: string, goal: string, m: Measured): void => {
  rows.push([what, goal, spread(m.cpu), spread(m.clock), m.rss === undefined ? '' : mb(m.rss)]);
};

/** Each measurement has a process of its own, so that heaps and caches do not leak into the next. */
function measure(...args: string[]): Measured {
  const script = path.join(root, 'scripts/bench/measure.ts');
  const done = spawnSync(process.execPath, ['--conditions=skoop-source', '--import', 'tsx', script, ...args], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`${args.join(' ')}: ${done.stderr}`);
  return JSON.parse(done.stdout);
}

const text = (n: number): string => n.toLocaleString('en');
add('parse a dump with 100,000 lines of iptables-save', '', measure('iptables', '100000'));
add('parse, compile and diagnose with 100,000 lines of iptables-save', '< 1 s', measure('compile', '100000'));
for (const services of [10, 1_000, 10_000])
  add(
    `service call, loaded snapshot, ${text(services)} services in iptables`,
    '< 20 ms',
    measure('services', String(services)),
  );
for (const services of [10, 1_000, 10_000])
  add(
    `service call, loaded snapshot, ${text(services)} services in nft`,
    '< 20 ms',
    measure('nft-services', String(services)),
  );
add('parse, compile and diagnose with 10,000 services in nft', '', measure('nft-compile', '10000'));
add('the same with 5,000 services, 20,000 endpoints in iptables', '< 300 MB', measure('node', '5000', '4'));
add('the same with 1,000,000 lines of iptables-save (kube-proxy)', '< 10 s, 2 GB', measure('compile', '1000000'));
add('the same with 1,000,000 rules about devices before all others', '< 10 s, 2 GB', measure('blocklist', '1000000'));
for (const name of ['healthy-vxlan', 'overlay-port-blocked'])
  add(`diagnosis, loaded snapshot ${name}`, '< 20 ms', measure('diagnose', name));

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
rows.push(['skoop, whole process', '< 0.8 s', '', spread(runs.slice(1)), '']);

console.log('| what | goal | CPU | clock | memory |\n|---|---|---|---|---|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
