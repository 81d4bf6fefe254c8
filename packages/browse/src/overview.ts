import type { SnapshotOverview, SnapshotSummary } from '@skoop/api';
import { clusterOf } from '@skoop/engine';
import type { Snapshot } from '@skoop/model';
import { allGaps, clusterView } from './cluster-view.ts';

const GAP_LIMIT = 200;

/** What a snapshot is of, and what is missing or wrong in it. */
export function overviewOf(snapshot: Snapshot): Omit<SnapshotOverview, keyof SnapshotSummary> {
  const { pods, services, namespaces, policies } = clusterOf(snapshot);
  const view = clusterView(snapshot);
  const gaps = allGaps(view);
  return {
    facts: view.facts,
    counts: {
      nodes: view.nodes.length,
      collected: snapshot.nodes.size,
      pods: pods.length,
      services: services.length,
      namespaces: namespaces.size || new Set(pods.map((pod) => pod.namespace)).size,
      networkPolicies: policies.length,
    },
    gaps: gaps.slice(0, GAP_LIMIT),
    gapCount: gaps.length,
    hazards: view.hazards,
  };
}
