import type { Gap, Snapshot } from '@skoop/model';

/** Gaps that say why a dump that is there is of no use. */
const UNUSABLE = new Set(['dump-empty', 'dump-not-recognised', 'dump-cut', 'dump-of-another-node']);

/** A node that the packet reaches and whose own network namespace is not known: why not, and what mends that. */
export function notCollected(snapshot: Snapshot, node: string): Gap {
  const said = [...snapshot.gaps, ...(snapshot.nodes.get(node)?.gaps ?? [])];
  const unusable = said.find((g) => g.node === node && UNUSABLE.has(g.id));
  return {
    id: 'node-not-collected',
    node,
    netns: 'host',
    message: unusable?.message ?? `Nothing was collected from node ${node}, which the packet reaches.`,
    action:
      unusable?.action ??
      `Run \`sh collect.sh > ${node}.dump\` as root on ${node} and put the file into nodes/ of the snapshot.`,
  };
}
