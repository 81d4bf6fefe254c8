import type { Gap, Snapshot } from '@skoop/model';
import { clusterOverview } from '@skoop/providers';

type ClusterView = ReturnType<typeof clusterOverview>;

const views = new WeakMap<Snapshot, ClusterView>();

/** What the engine knows of a cluster before anything is asked. Made once per snapshot. */
export function clusterView(snapshot: Snapshot): ClusterView {
  const known = views.get(snapshot);
  if (known) return known;
  const view = clusterOverview(snapshot);
  views.set(snapshot, view);
  return view;
}

/** All gaps, of the snapshot and of its nodes. */
export const allGaps = (view: ClusterView): readonly Gap[] => [
  ...view.gaps,
  ...view.nodes.flatMap((node) => node.gaps),
];
