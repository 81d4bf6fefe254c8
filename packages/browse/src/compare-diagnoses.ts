import type { Comparison } from '@skoop/api';
import type { Diagnosis, Snapshot } from '@skoop/model';
import { compareFindings } from './compare-findings.ts';
import { compareHops } from './compare-hops.ts';
import { type Changes, compareSnapshots } from './compare-snapshots.ts';
import { evidenceOf } from './evidence-lines.ts';

/** A diagnosis, and its snapshot if that is still there. */
export type ComparedSide = { readonly diagnosis: Diagnosis; readonly snapshot?: Snapshot };

/** All that differs between two diagnoses, and in what they were made from. */
export function compareDiagnoses(before: ComparedSide, after: ComparedSide): Omit<Comparison, 'before' | 'after'> {
  const [a, b] = [before.diagnosis, after.diagnosis];
  return { hops: compareHops(a, b), ...changesOf(before, after), findings: compareFindings(a, b) };
}

function changesOf(before: ComparedSide, after: ComparedSide): Changes {
  if (!before.snapshot || !after.snapshot || before.snapshot === after.snapshot)
    return { changes: [], changesTruncated: false };
  const [a, b] = [before.diagnosis, after.diagnosis];
  return compareSnapshots(before.snapshot, after.snapshot, {
    nodes: new Set([...nodesOf(a), ...nodesOf(b)]),
    decidedBefore: evidenceOf(a),
    decidedAfter: evidenceOf(b),
  });
}

const nodesOf = ({ traces, nodes }: Diagnosis): readonly string[] => [
  ...traces.flatMap((trace) => trace.hops.map((hop) => hop.node)),
  ...nodes.map((node) => node.node),
];
