import type { NamespaceSummary, NodeDetail, NodeSummary } from '@skoop/api';
import { clusterOf } from '@skoop/engine';
import type { NamespaceDump, Snapshot, Suspicion } from '@skoop/model';
import { clusterOverview } from '@skoop/providers';
import { sectionFacts } from './snapshotSections.ts';

const overviews = new WeakMap<Snapshot, ReturnType<typeof clusterOverview>>();
function overview(snapshot: Snapshot) {
  const known = overviews.get(snapshot) ?? clusterOverview(snapshot);
  overviews.set(snapshot, known);
  return known;
}

/** Nodes with their collection state, those with hazards or gaps first. */
export function nodeSummaries(snapshot: Snapshot): readonly NodeSummary[] {
  const { nodes, hazards } = overview(snapshot);
  return nodes
    .map(
      (node): NodeSummary => ({
        name: node.name,
        addresses: node.addresses,
        ready: node.ready,
        collected: node.collection !== 'missing',
        takenAt: node.takenAt || undefined,
        kernel: node.kernel || undefined,
        pods: node.pods,
        namespaces: snapshot.nodes.get(node.name)?.namespaces.length ?? 0,
        gaps: node.gaps.length,
        hazards: hazards.filter((h) => h.node === node.name).length,
      }),
    )
    .toSorted(
      (a, b) => b.hazards - a.hazards || Number(a.collected) - Number(b.collected) || a.name.localeCompare(b.name),
    );
}

export function nodeDetail(snapshot: Snapshot, name: string): NodeDetail | undefined {
  const summary = nodeSummaries(snapshot).find((n) => n.name === name);
  if (!summary) return undefined;
  const { nodes, hazards } = overview(snapshot);
  const labels = labelsOf(snapshot);
  return {
    ...summary,
    namespacesList: (snapshot.nodes.get(name)?.namespaces ?? []).map((ns, i) =>
      namespaceSummary(ns, i === 0 ? 'host' : labels(ns)),
    ),
    gapList: [...(nodes.find((n) => n.name === name)?.gaps ?? [])],
    hazardList: hazards.filter((h: Suspicion) => h.node === name),
  };
}

/** A pod's namespace by the pod's name: by UID, else by address. */
function labelsOf(snapshot: Snapshot): (ns: NamespaceDump) => string {
  const byUid = new Map<string, string>();
  const byAddress = new Map<string, string>();
  for (const pod of clusterOf(snapshot).pods) {
    for (const uid of pod.uids) byUid.set(uid, pod.key);
    if (!pod.hostNetwork && !pod.finished) for (const address of pod.addresses) byAddress.set(address, pod.key);
  }
  return (ns) =>
    byUid.get(ns.podUid) ??
    ns.addresses.map((a) => byAddress.get(a.address)).find((key) => key !== undefined) ??
    `netns ${ns.id}`;
}

const namespaceSummary = (ns: NamespaceDump, label: string): NamespaceSummary => ({
  id: ns.id,
  label,
  podUid: ns.podUid,
  addresses: ns.addresses.filter((a) => a.scope !== 'host').map((a) => a.address),
  sections: ns.sections.map(sectionFacts),
});
