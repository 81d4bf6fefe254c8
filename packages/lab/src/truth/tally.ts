import { constructsOf } from './constructs.ts';
import type { Disagreement } from './disagreements.ts';
import type { CaseResult } from './run-case.ts';

export type Count = { readonly asked: number; readonly agreed: number };

/** A question that kernel and Skoop answered differently, also when it was asked once more. */
export type Difference = {
  readonly seed: number;
  readonly question: unknown;
  /** Each as text to read and to repeat. */
  readonly changes: readonly string[];
  readonly differ: readonly Disagreement[];
};

/** What `npm run truth -- --json FILE` writes; docs/truth.md and docs/supported.md are made of these. */
export type TruthReport = {
  readonly schemaVersion: 1;
  /** `uname -r`. */
  readonly kernel: string;
  readonly seeds: readonly { readonly first: number; readonly count: number }[];
  /** Questions, and those of which every field agreed. */
  readonly asked: number;
  readonly agreed: number;
  readonly fields: Readonly<Record<string, Count>>;
  /** By what was changed: `iptables reject`, `route multipath`, ... A question counts for each change of its case. */
  readonly constructs: Readonly<Record<string, Count>>;
  /** By what the cluster is: `vxlan`, `IPv6`, `3 nodes`, ... */
  readonly clusters: Readonly<Record<string, Count>>;
  /** By what was asked: `tcp pod to service`, ... */
  readonly flows: Readonly<Record<string, Count>>;
  readonly differences: readonly Difference[];
  /** Questions that differed in the crowd and agreed when asked again alone; they count as agreed. */
  readonly notAgain: number;
};

export const FIELDS = ['outcome', 'symptom', 'server', 'drop', 'stage', 'errno', 'share'] as const;

const plus = (a: Count | undefined, b: Count): Count => ({
  asked: (a?.asked ?? 0) + b.asked,
  agreed: (a?.agreed ?? 0) + b.agreed,
});
const merged = (parts: readonly Readonly<Record<string, Count>>[]): Record<string, Count> => {
  const out = new Map<string, Count>();
  for (const part of parts) for (const [key, count] of Object.entries(part)) out.set(key, plus(out.get(key), count));
  return Object.fromEntries([...out].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** Several runs as one; they are of one kernel, or its name lists all. */
export function mergeReports(reports: readonly TruthReport[]): TruthReport {
  const sum = (of: (r: TruthReport) => number): number => reports.reduce((n, r) => n + of(r), 0);
  return {
    schemaVersion: 1,
    kernel: [...new Set(reports.map((r) => r.kernel))].join(', '),
    seeds: reports.flatMap((r) => r.seeds),
    asked: sum((r) => r.asked),
    agreed: sum((r) => r.agreed),
    fields: merged(reports.map((r) => r.fields)),
    constructs: merged(reports.map((r) => r.constructs)),
    clusters: merged(reports.map((r) => r.clusters)),
    flows: merged(reports.map((r) => r.flows)),
    differences: reports.flatMap((r) => r.differences),
    notAgain: sum((r) => r.notAgain),
  };
}

/** The report of one case. */
export function reportOf(seed: number, result: CaseResult, changes: readonly string[], kernel: string): TruthReport {
  const each = result.answers.map((answer): TruthReport => {
    const count = { asked: 1, agreed: answer.differ.length === 0 ? 1 : 0 };
    const wrong = new Set<string>(answer.differ.map((d) => d.field));
    const counts = (keys: readonly string[]) => Object.fromEntries(keys.map((k) => [k, count]));
    return {
      schemaVersion: 1,
      kernel,
      seeds: [],
      ...count,
      fields: Object.fromEntries(FIELDS.map((f) => [f, { asked: 1, agreed: wrong.has(f) ? 0 : 1 }])),
      constructs: counts([...new Set(result.changes.flatMap(constructsOf))]),
      clusters: counts(result.kinds),
      flows: counts([answer.ask.kind]),
      differences: count.agreed ? [] : [{ seed, question: answer.ask.question, changes, differ: answer.differ }],
      notAgain: 0,
    };
  });
  return { ...mergeReports(each), kernel, seeds: [{ first: seed, count: 1 }] };
}

const lines = (counts: Readonly<Record<string, Count>>): string[] =>
  Object.entries(counts).map(([name, c]) => `  ${name.padEnd(34)} ${c.agreed}/${c.asked}`);

/** Tables to print. */
export const reportText = (r: TruthReport): string =>
  [
    `All fields: ${r.agreed}/${r.asked}${r.notAgain > 0 ? ` (${r.notAgain} only when asked again, alone)` : ''}`,
    'By field',
    ...lines(r.fields),
    'By cluster',
    ...lines(r.clusters),
    'By flow',
    ...lines(r.flows),
    'By construct',
    ...lines(r.constructs),
  ].join('\n');
