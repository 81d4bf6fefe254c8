import type { Drop, Outcome, Server, Symptom, Trace, Verdict } from '@skoop/model';
import { compare, distinct, round } from './ordering.ts';

/** What the kernels do with one thing that the client may do, and how often it does that. */
export type Told = {
  readonly share: number;
  readonly verdict: Omit<Verdict, 'sentence'>;
  readonly traces: readonly Trace[];
};

/** A client that tries one of several addresses (a headless service) gets each address's verdict with its share. */
export function mergeVerdicts(told: readonly Told[]): Omit<Told, 'share'> {
  const [only] = told;
  if (only && told.length === 1) return only;
  const all = told.map((t) => t.verdict);
  return {
    verdict: {
      outcome: outcomeOf(all.map((v) => v.outcome)),
      deliveredShare: round(told.reduce((sum, t) => sum + t.share * t.verdict.deliveredShare, 0)),
      symptom: symptomOf(all.map((v) => v.symptom)),
      servers: told
        .flatMap((t) => t.verdict.servers.map((s): Server => ({ ...s, share: round(s.share * t.share) })))
        .toSorted((a, b) => b.share - a.share || compare(a.netns, b.netns) || compare(a.address, b.address)),
      drops: told
        .flatMap((t, i) =>
          t.verdict.drops.map((d): Drop => ({ ...d, share: round(d.share * t.share), branch: branchId(i, d.branch) })),
        )
        .toSorted((a, b) => b.share - a.share || compare(a.node, b.node) || compare(a.netns, b.netns)),
      assumptions: distinct(
        all.flatMap((v) => v.assumptions),
        (a) => `${a.id} ${a.message}`,
      ),
      gaps: distinct(
        all.flatMap((v) => v.gaps),
        (g) => `${g.id} ${g.node} ${g.netns} ${g.message}`,
      ),
    },
    traces: told.flatMap((t, i) =>
      t.traces.map(
        (trace): Trace => ({ ...trace, share: round(trace.share * t.share), branch: branchId(i, trace.branch) }),
      ),
    ),
  };
}

const branchId = (attempt: number, branch = ''): string => `${attempt + 1}.${branch}`;

function outcomeOf(outcomes: readonly Outcome[]): Outcome {
  const [first = 'unknown'] = outcomes;
  if (outcomes.includes('unknown')) return 'unknown';
  return outcomes.every((o) => o === first) ? first : 'partial';
}

function symptomOf(symptoms: readonly Symptom[]): Symptom {
  const [first = 'unknown'] = symptoms;
  if (symptoms.includes('unknown')) return 'unknown';
  return symptoms.every((s) => s === first) ? first : 'mixed';
}
