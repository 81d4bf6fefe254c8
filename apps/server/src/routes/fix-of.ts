import type { Diagnosis, SnapshotEdit, Suspicion } from '@skoop/model';
import { HttpProblem } from '../http/http-problem.ts';

export type AppliedFix = { readonly edits: readonly SnapshotEdit[]; readonly explanation?: string };

/** The fix of a finding of this diagnosis, as edits of the snapshot. A problem if there is none. */
export function fixOf(diagnosis: Diagnosis, finding: string, node: string | undefined): AppliedFix {
  const all: readonly Suspicion[] = [...diagnosis.cluster.suspicions, ...diagnosis.nodes.flatMap((n) => n.suspicions)];
  const meant = all.filter((s) => s.id === finding && (node === undefined || s.node === node));
  const fix = meant.map((s) => s.fix).find((f) => f?.edits !== undefined && f.edits.length > 0);
  if (fix?.edits) return { edits: fix.edits, explanation: fix.explanation };
  throw new HttpProblem({
    id: 'no-fix',
    status: 422,
    title: 'No fix to try',
    detail:
      meant.length === 0
        ? `The diagnosis has no finding ${finding.slice(0, 100)}${node ? ` on ${node.slice(0, 100)}` : ''}.`
        : `What fixes ${finding.slice(0, 100)} cannot be tried on a snapshot.`,
    hint:
      meant.length === 0
        ? 'Take one of the findings of this diagnosis.'
        : 'Fix it in the cluster, collect again and diagnose again.',
  });
}
