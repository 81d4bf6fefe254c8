import type { Comparison } from '@skoop/api';
import type { Diagnosis, Suspicion } from '@skoop/model';
import { compareHops } from '../compare/compare-hops.ts';
import { type Changes, compareSnapshots } from '../compare/compare-snapshots.ts';
import type { SnapshotSource } from './snapshot-source.ts';
import type { ThreadContext } from './thread-context.ts';

/** A diagnosis as JSON text, and its snapshot if that is still there. */
type Side = { readonly body: string; readonly source?: SnapshotSource };

export type CompareInput = { readonly before: Side; readonly after: Side };

export async function compareDiagnoses(
  { before, after }: CompareInput,
  { snapshots }: ThreadContext,
): Promise<Omit<Comparison, 'before' | 'after'>> {
  const [a, b] = [JSON.parse(before.body) as Diagnosis, JSON.parse(after.body) as Diagnosis];
  let changes: Changes = { changes: [], changesTruncated: false };
  if (before.source && after.source && before.source.key !== after.source.key) {
    const older = await snapshots.get(before.source);
    changes = compareSnapshots(older, await snapshots.get(after.source), new Set([...nodesOf(a), ...nodesOf(b)]));
  }
  return { hops: compareHops(a, b), ...changes, findings: compareFindings(a, b) };
}

const nodesOf = ({ traces, nodes }: Diagnosis): readonly string[] => [
  ...traces.flatMap((trace) => trace.hops.map((hop) => hop.node)),
  ...nodes.map((node) => node.node),
];

function compareFindings(before: Diagnosis, after: Diagnosis): Comparison['findings'] {
  const [a, b] = [suspicionsOf(before), suspicionsOf(after)];
  const without = (list: ReadonlyMap<string, Suspicion>, other: ReadonlyMap<string, Suspicion>): readonly Suspicion[] =>
    [...list].flatMap(([key, suspicion]) => (other.has(key) ? [] : [suspicion]));
  return {
    gone: without(a, b),
    appeared: without(b, a),
    kept: [...b].flatMap(([key, suspicion]) => (a.has(key) ? [suspicion] : [])),
  };
}

const suspicionsOf = ({ cluster, nodes }: Diagnosis): ReadonlyMap<string, Suspicion> =>
  new Map([...cluster.suspicions, ...nodes.flatMap((node) => node.suspicions)].map((s) => [`${s.id} ${s.node}`, s]));
