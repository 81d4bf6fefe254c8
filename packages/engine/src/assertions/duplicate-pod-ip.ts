import { type Address, type Evidence, isLinkLocal, isLoopback } from '@skoop/model';
import { dumpEvidence, objectEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { podNamespacesOf } from '../world/pod-namespaces.ts';

type Duplicate = Match & { readonly address: Address; readonly owners: readonly string[] };

export const duplicatePodIp = finding<Duplicate>({
  id: 'duplicate-pod-ip',
  level: 'critical',
  title: 'Two pods have the same address',
  docs: {
    meaning:
      'Address management gave one address to two pods: after a restored backup of its store, a node that came back with an old lease, or two plugins at work. Which of the two gets a packet depends on neighbour caches and routes; connections break at random, and a Service may reach a pod that is not its own.',
    check:
      "`kubectl get pods -A -o wide | awk '{print $7}' | sort | uniq -d` lists addresses of several pods; on the node, `nsenter -n -t PID ip addr` in each pod.",
    fix: 'Delete one of the pods: it gets a new address. Then repair the address management (for host-local: files under /var/lib/cni/networks that belong to no pod).',
    references: [
      ['calico#13858', 'https://github.com/projectcalico/calico/issues/13858'],
      ['flannel#1437', 'https://github.com/flannel-io/flannel/issues/1437'],
    ],
  },
  check(context) {
    const owners = ownersByAddress(context);
    const mine =
      context.asked &&
      new Set([
        context.asked.question.source.address,
        context.asked.question.destination.address,
        ...context.asked.promise.servers.map((s) => s.packet.dst),
      ]);
    return [...owners].flatMap(([address, found]) => {
      if (found.size < 2 || (mine && !mine.has(address))) return [];
      const losses = (context.asked?.drops ?? []).filter(
        (d) => found.has(`pod ${d.netns}`) || (d.reason === 'NEIGH_FAILED' && owners.size > 0),
      );
      return [
        {
          node: '',
          address,
          owners: [...found.keys()].sort(),
          evidence: [...found.values()],
          ...blame(context, losses),
        },
      ];
    });
  },
  says: ({ address, owners }) => `${address} is the address of ${owners.slice(0, -1).join(', ')} and ${owners.at(-1)}`,
  fix: ({ owners }) => {
    const [namespace, name] = (owners.at(-1) ?? '').replace(/^pod /, '').split('/');
    return {
      node: '',
      commands: [`kubectl -n ${namespace} delete pod ${name}`],
      explanation: 'The pod is made anew by its controller, with another address.',
    };
  },
});

/** By objects and by the addresses that namespaces really have. */
function ownersByAddress({ cluster, ipCache }: FindingContext): Map<Address, Map<string, Evidence>> {
  const out = new Map<Address, Map<string, Evidence>>();
  const add = (address: Address, owner: string, evidence: Evidence): void => {
    const owners = out.get(address) ?? new Map<string, Evidence>();
    if (!owners.has(owner)) owners.set(owner, evidence);
    out.set(address, owners);
  };
  for (const [address, pods] of ipCache.duplicates)
    for (const pod of pods)
      if (!pod.terminating) add(address, `pod ${pod.key}`, objectEvidence('pods', pod.object, 'status.podIP', address));
  const namespaces = podNamespacesOf(cluster.snapshot);
  for (const dump of cluster.snapshot.nodes.values())
    for (const ns of dump.namespaces) {
      const pod = namespaces.podOf(dump.node, ns.id);
      if (!pod || pod.terminating) continue;
      for (const a of ns.addresses)
        if (!isLoopback(a.address) && !isLinkLocal(a.address))
          add(a.address, `pod ${pod.key}`, dumpEvidence(dump.node, ns, 'addresses', { line: a.line }, a.address));
    }
  return out;
}
