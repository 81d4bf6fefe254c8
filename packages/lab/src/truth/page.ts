import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KeptCase } from './kept-case.ts';
import { type Count, type Difference, mergeReports, type TruthReport } from './tally.ts';

/** Where runs leave their counts: each `npm run truth -- --json FILE`. */
export const RESULTS = fileURLToPath(new URL('../../truth-results/', import.meta.url));
/** All runs as one, which docs/supported.md reads. */
export const MERGED = fileURLToPath(new URL('./results.json', import.meta.url));
export const KEPT = fileURLToPath(new URL('../../kept-cases/', import.meta.url));
export const PAGE = fileURLToPath(new URL('../../../../docs/truth.md', import.meta.url));

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/** All recorded runs, in the order of their names. */
export const readReports = (): readonly TruthReport[] =>
  readdirSync(RESULTS)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => readJson<TruthReport>(path.join(RESULTS, name)));

export const mergedText = (reports: readonly TruthReport[]): string =>
  `${JSON.stringify(mergeReports(reports), null, 1)}\n`;

export type Kept = { readonly name: string; readonly kept: KeptCase };

export const readKept = (): readonly Kept[] =>
  readdirSync(KEPT)
    .toSorted()
    .filter((name) => existsSync(path.join(KEPT, name, 'case.json')))
    .map((name) => ({ name, kept: readJson<KeptCase>(path.join(KEPT, name, 'case.json')) }));

const percent = (c: Count): string => `${((100 * c.agreed) / Math.max(c.asked, 1)).toFixed(1)} %`;
const table = (head: string, counts: Readonly<Record<string, Count>>): string =>
  [
    `| ${head} | Questions | Agree | |`,
    '|---|--:|--:|--:|',
    ...Object.entries(counts).map(([name, c]) => `| ${name} | ${c.asked} | ${c.agreed} | ${percent(c)} |`),
  ].join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
const differenceRow = (d: Difference): string =>
  `| ${d.seed} | ${cell(d.changes.join('; '))} | ${cell(
    d.differ.map((x) => `${x.field}: kernel ${x.kernel}, Skoop ${x.skoop}`).join('; '),
  )} |`;

const seedsText = (r: TruthReport): string =>
  r.seeds.map((s) => (s.count === 1 ? String(s.first) : `${s.first}-${s.first + s.count - 1}`)).join(', ');

const INTRODUCTION = `# Truth: asking the kernel at random

\`npm run truth -- --cases N --seed S\` builds a real cluster for each case (network namespaces, flannel, kube-proxy's rules), makes one to three
random changes, takes a snapshot with \`collect.sh\`, asks the kernel with real packets, asks Skoop, and compares outcome, symptom, server and the
address that it sees, place and reason of the drop, stage, errno, and the shares of backends. It prints agreement by field, cluster, flow and construct, and for each
difference the seed, the changes and both answers. Root is needed.

* A case is decided by its seed, as long as the grammars in \`packages/lab/src/truth/grammar\` stay as they are. A change that the kernel does not take is no part of it.
* A case that differs runs again with little beside it, and a third time alone; only what differs each time counts. How many agreed the second time is said below.
* Changes are left out one by one while a difference stays (\`--no-shrink\` leaves that away). \`--keep FOLDER\` writes what stays as a folder: the snapshot, the question, and what
  the kernel did. Those in \`packages/lab/kept-cases\` are replayed by a unit test without a kernel.
* Where dice decide, forty connections are opened at once. The set of servers must agree, and each share is tested by the exact binomial test (rejected below a chance of 0.00001).
  Where one client always meets the same choice (session affinity, multipath by addresses), only the set is compared.
* Where a drop is a packet filter's, a kernel's stack shows the hook and not the table: the hook is compared, and the table where a rule's counter moved.
* \`truth.lab.test.ts\` runs fixed and fresh cases in CI. \`npm run truth -- --page\` makes this page of \`packages/lab/truth-results\` and \`packages/lab/kept-cases\`.
`;

/** docs/truth.md. All numbers come from recorded runs. */
export function truthPage(reports: readonly TruthReport[], kept: readonly Kept[]): string {
  const all = mergeReports(reports);
  const declared = kept.filter((k) => k.kept.declared !== undefined);
  const regressions = kept.filter((k) => k.kept.declared === undefined);
  return `${[
    INTRODUCTION,
    `## Measured\n\nKernel ${all.kernel}. Seeds ${seedsText(all)}. ${all.agreed} of ${all.asked} questions agree in every field (${percent(all)}); ${all.notAgain} of these only when asked again.\n`,
    `${table('Field', all.fields)}\n`,
    `${table('Cluster', all.clusters)}\n`,
    `${table('Flow', all.flows)}\n`,
    `## By construct\n\nA question counts for each change of its case, so a difference shows beside all of them.\n\n${table('Construct', all.constructs)}\n`,
    `## Differences that remain\n\nDeclared, with the reason; a test fails as soon as one is gone:\n\n${
      declared.length === 0
        ? 'None.'
        : [
            '| Case | What | Why |',
            '|---|---|---|',
            ...declared.map((k) => `| \`${k.name}\` | ${cell(k.kept.title)} | ${cell(k.kept.declared ?? '')} |`),
          ].join('\n')
    }\n`,
    `Seen in the runs above, each a fault of Skoop or of the lab until shown otherwise:\n\n${
      all.differences.length === 0
        ? 'None.'
        : ['| Seed | Changes | Difference |', '|--:|---|---|', ...all.differences.map(differenceRow)].join('\n')
    }\n`,
    `## Kept cases\n\nEach differed once, and agrees now:\n\n${['| Case | What |', '|---|---|', ...regressions.map((k) => `| \`${k.name}\` | ${cell(k.kept.title)} |`)].join('\n')}`,
  ].join('\n')}\n`;
}
