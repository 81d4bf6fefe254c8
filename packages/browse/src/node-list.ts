import type { NamespaceSummary, NodeDetail, NodeSummary } from '@skoop/api';
import { clusterOf } from '@skoop/engine';
import type { NamespaceDump, Snapshot } from '@skoop/model';
import { clusterView } from './cluster-view.ts';
import { sectionFacts } from './section-lines.ts';
import { type Range, type Slice, sliceOf } from './slice.ts';

/** Nodes of the objects and of the dumps that have every word of `q`, those with hazards or without a dump first. */
export function listNodes(snapshot: Snapshot, q: string, range: Range): Slice<NodeSummary> {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = summaries(snapshot)
    .filter((node) =>
      words.every((w) => node.name.toLowerCase().includes(w) || node.addresses.some((a) => a.includes(w))),
    )
    .sort((a, b) => b.hazards - a.hazards || Number(a.collected) - Number(b.collected) || byName(a.name, b.name));
  return sliceOf(found, range);
}

const byName = new Intl.Collator('en', { numeric: true }).compare;

/** undefined: no such node. */
export function nodeDetail(snapshot: Snapshot, name: string): NodeDetail | undefined {
  const summary = summaries(snapshot).find((node) => node.name === name);
  if (!summary) return undefined;
  const view = clusterView(snapshot);
  const dump = snapshot.nodes.get(name);
  const labels = namespaceLabels(snapshot);
  return {
    ...summary,
    namespacesList: dump?.namespaces.map((ns, i) => namespaceSummary(ns, i === 0 ? 'host' : labels(ns))) ?? [],
    gapList: [
      ...view.gaps.filter((gap) => gap.node === name),
      ...(view.nodes.find((node) => node.name === name)?.gaps ?? []),
    ],
    hazardList: view.hazards.filter((hazard) => hazard.node === name),
  };
}

function summaries(snapshot: Snapshot): NodeSummary[] {
  const { nodesByName } = clusterOf(snapshot);
  const view = clusterView(snapshot);
  const hazards = countByNode(view.hazards);
  const gaps = countByNode(view.gaps);
  return view.nodes.map(
    (node): NodeSummary => ({
      name: node.name,
      addresses: [...node.addresses, ...(nodesByName.get(node.name)?.externalAddresses ?? [])],
      ready: nodesByName.has(node.name) ? node.ready : undefined,
      collected: node.collection !== 'missing',
      takenAt: node.takenAt || undefined,
      kernel: node.kernel || undefined,
      pods: node.pods,
      namespaces: snapshot.nodes.get(node.name)?.namespaces.length ?? 0,
      gaps: (gaps.get(node.name) ?? 0) + node.gaps.length,
      hazards: hazards.get(node.name) ?? 0,
    }),
  );
}

function countByNode(items: readonly { readonly node: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { node } of items) counts.set(node, (counts.get(node) ?? 0) + 1);
  return counts;
}

/** How people call a pod's namespace: `<namespace>/<pod>`, by the UID, else by an address. */
function namespaceLabels(snapshot: Snapshot): (ns: NamespaceDump) => string {
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
