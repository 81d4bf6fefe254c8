import { familyOf, parsePrefix, prefixContainsWords } from '@skoop/model';
import { objectEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import type { KubeNode } from '../objects/node.ts';
import { strayRoutes } from './stray-route.ts';
import { type EntryProblem, flannelDevice, routeProblem, type Vtep, vxlanProblem, type Way } from './tunnel-entries.ts';

type MissingEntry = Match & EntryProblem & { readonly remote: KubeNode; readonly byFlannel?: boolean };

export const tunnelEntryMissing = finding<MissingEntry>({
  id: 'tunnel-entry-missing',
  level: 'warning',
  title: 'A node does not know the way to the pods of another node',
  docs: {
    meaning:
      "Every node needs a route to the pods of each other node: without one, packets for them leave by the default route, to a router that knows nothing of pods. For every other node flannel keeps three entries on each node: a route to that node's pod network, and with VXLAN a neighbour entry (the hardware address of the other node's tunnel) and an FDB entry (the node's address for that hardware address). If flanneld died before it saw the other node, or somebody flushed a table, one of them is missing or old, and pods of the two nodes cannot talk: traffic takes the default route, or is dropped in the tunnel device.",
    check:
      'On the sending node: `ip route get POD`, `ip neigh show dev flannel.1`, `bridge fdb show dev flannel.1`. Compare with `kubectl get node OTHER -o yaml` (podCIDR, annotations `flannel.alpha.coreos.com/*`).',
    fix: 'Restart flannel on the node: it writes all entries anew. The commands below restore the one entry by hand.',
    references: [['flannel#844', 'https://github.com/flannel-io/flannel/issues/844']],
  },
  check(context) {
    const { facts, nodes, cluster, asked } = context;
    const backend = facts.backend?.value;
    if (facts.plugin.value !== 'flannel' || (backend !== 'vxlan' && backend !== 'host-gw')) return strayRoutes(context);
    const remotes = asked ? cluster.nodes.filter((n) => nodes.includes(n.name)) : cluster.nodes;
    return nodes.flatMap((node) => {
      const host = context.host(node);
      if (!host || host.routes.length === 0) return [];
      return remotes
        .filter((r) => r.name !== node)
        .flatMap((remote) =>
          remote.podCidrs
            .filter((cidr) => !isOwn(cluster.nodesByName.get(node), cidr))
            .flatMap((cidr) => entryFor(context, { host, node, remote, cidr }, backend)),
        );
    });
  },
  says: ({ why }) => why,
  fix: ({ node, commands, remote, edits, byFlannel }) => ({
    node,
    commands,
    ...(edits.length > 0 ? { edits } : {}),
    explanation: byFlannel
      ? `Restores the way to the pods of ${remote.name}; \`kubectl -n kube-flannel rollout restart daemonset kube-flannel-ds\` does it for all.`
      : `Restores the way to the pods of ${remote.name}; the agent of the network plugin on ${node} writes it anew when it is restarted, if it hears of ${remote.name} (Calico: \`calicoctl node status\`).`,
  }),
});

/** Two nodes with one pod network have a finding of their own: a route to the other would take this node's pods away from it. */
function isOwn(node: KubeNode | undefined, cidr: string): boolean {
  const b = parsePrefix(cidr);
  return (node?.podCidrs ?? []).some((own) => {
    const a = parsePrefix(own);
    return (
      a !== undefined && b?.family === a.family && (prefixContainsWords(a, b.words) || prefixContainsWords(b, a.words))
    );
  });
}

function entryFor(context: FindingContext, way: Way, backend: string): readonly MissingEntry[] {
  const { node, remote, cidr } = way;
  const prefix = parsePrefix(cidr);
  if (!prefix) return [];
  const problem =
    backend === 'vxlan'
      ? vxlanProblem(way, vtepOf(context, remote, prefix.family))
      : routeProblem(way, [...remote.addresses, ...context.ipCache.addressesOfNode(remote.name)]);
  if (!problem) return [];
  const losses = (context.asked?.drops ?? []).filter((d) =>
    concerns(context, d.branch, node, remote.name, prefix.family),
  );
  return [
    {
      ...problem,
      node,
      remote,
      byFlannel: true,
      evidence: [...problem.evidence, objectEvidence('nodes', remote.object, 'spec.podCIDR', cidr)],
      ...blame(context, losses),
    },
  ];
}

/** Tunnel end of a node: what it announces in annotations, else what its own dump shows. */
function vtepOf({ host, ipCache }: FindingContext, remote: KubeNode, family: 4 | 6): Vtep {
  const data = remote.annotations.get(`flannel.alpha.coreos.com/backend-${family === 6 ? 'v6-' : ''}data`) ?? '';
  const device = flannelDevice(host(remote.name), family);
  const announced = data.match(/"VtepMAC"\s*:\s*"([0-9a-fA-F:]{17})"/)?.[1]?.toLowerCase();
  const annotated = remote.annotations.get(`flannel.alpha.coreos.com/public-ip${family === 6 ? 'v6' : ''}`);
  return {
    mac: device?.mac ?? announced,
    address:
      device?.details.local ?? annotated ?? ipCache.addressesOfNode(remote.name).find((a) => familyOf(a) === family),
  };
}

/** The lost branch was to go from the one node to the other's pods, or its reply back. */
function concerns(
  context: FindingContext,
  branch: string | undefined,
  node: string,
  remote: string,
  family: 4 | 6,
): boolean {
  const { asked } = context;
  if (!asked || familyOf(asked.question.source.address) !== family) return false;
  const ends = [
    asked.question.source.node,
    asked.question.destination.node,
    ...asked.promise.acts.map((a) => a.at.node),
  ];
  if (!ends.includes(remote) && !ends.includes(node)) return false;
  const traces = asked.traces.filter((t) => t.branch === branch && t.outcome === 'dropped');
  return traces.some((t) => t.hops.some((h) => h.node === node));
}
