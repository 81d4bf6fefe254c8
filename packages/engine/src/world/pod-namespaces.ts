import type { NamespaceDump, NodeDump, Snapshot } from '@skoop/model';
import { clusterOf } from '../cluster.ts';
import { groupBy } from '../group-by.ts';
import type { Pod } from '../objects/pod.ts';

/** Which pod each network namespace of a node's dump belongs to, and the other way round. */
export type PodNamespaces = {
  podOf(node: string, namespaceId: string): Pod | undefined;
  /** undefined: not in the dump of the pod's node. Host-network pods are in `host`. */
  namespaceOf(pod: Pod): NamespaceDump | undefined;
  /** `host`, `<namespace>/<pod>`, or `netns-<id>` for a namespace that belongs to no known pod. */
  labelOf(node: string, namespace: NamespaceDump): string;
};

const cache = new WeakMap<Snapshot, PodNamespaces>();

export function podNamespacesOf(snapshot: Snapshot): PodNamespaces {
  const hit = cache.get(snapshot);
  if (hit) return hit;
  const made = build(snapshot);
  cache.set(snapshot, made);
  return made;
}

function build(snapshot: Snapshot): PodNamespaces {
  const byNamespace = new Map<string, Pod>();
  const byPod = new Map<string, NamespaceDump>();
  const pods = clusterOf(snapshot).pods.filter((p) => !p.hostNetwork && !p.finished);
  const podsByNode = groupBy(pods, (p) => p.node);
  for (const dump of snapshot.nodes.values()) {
    for (const [namespace, pod] of match(dump, podsByNode.get(dump.node) ?? [])) {
      byNamespace.set(`${dump.node}//${namespace.id}`, pod);
      byPod.set(pod.key, namespace);
    }
  }
  return {
    podOf: (node, id) => byNamespace.get(`${node}//${id}`),
    namespaceOf: (pod) => (pod.hostNetwork ? snapshot.nodes.get(pod.node)?.namespaces[0] : byPod.get(pod.key)),
    labelOf: (node, ns) =>
      ns.id === 'host' ? 'host' : (byNamespace.get(`${node}//${ns.id}`)?.key ?? `netns-${ns.id}`),
  };
}

/** By pod UID as the cgroup has it; what that leaves open, by the namespace's own addresses. */
function match(dump: NodeDump, pods: readonly Pod[]): Map<NamespaceDump, Pod> {
  const out = new Map<NamespaceDump, Pod>();
  const taken = new Set<Pod>();
  const byUid = new Map(pods.flatMap((p) => p.uids.map((uid) => [plain(uid), p] as const)));
  const others = dump.namespaces.filter((n) => n.id !== 'host');
  for (const ns of others) {
    const pod = ns.podUid === '' ? undefined : byUid.get(plain(ns.podUid));
    if (pod && !taken.has(pod)) {
      out.set(ns, pod);
      taken.add(pod);
    }
  }
  const byAddress = new Map(pods.filter((p) => !taken.has(p)).flatMap((p) => p.addresses.map((a) => [a, p] as const)));
  for (const ns of others) {
    if (out.has(ns)) continue;
    const pod = ns.addresses.map((a) => byAddress.get(a.address)).find((p) => p !== undefined && !taken.has(p));
    if (pod) {
      out.set(ns, pod);
      taken.add(pod);
    }
  }
  return out;
}

/** systemd slices write the dashes of a UID as underscores. */
const plain = (uid: string): string => uid.replaceAll('_', '-').toLowerCase();
