import { type Address, type Evidence, familyOf, formatPrefix, type NamespaceDump, parsePrefix } from '@skoop/model';
import { dumpEvidence, objectEvidence } from '../evidence.ts';
import { causeLevel, type FindingContext, finding, type Match } from '../finding.ts';
import type { KubeNode } from '../objects/node.ts';

type MissingEntry = Match & {
  readonly remote: KubeNode;
  readonly cidr: string;
  readonly why: string;
  readonly commands: readonly string[];
};

export const tunnelEntryMissing = finding<MissingEntry>({
  id: 'tunnel-entry-missing',
  level: 'warning',
  title: 'A node does not know the way to the pods of another node',
  docs: {
    meaning:
      "For every other node flannel keeps three entries on each node: a route to that node's pod network, and with VXLAN a neighbour entry (the hardware address of the other node's tunnel) and an FDB entry (the node's address for that hardware address). If flanneld died before it saw the other node, or somebody flushed a table, one of them is missing or old, and pods of the two nodes cannot talk: traffic takes the default route, or is dropped in the tunnel device.",
    check:
      'On the sending node: `ip route get POD`, `ip neigh show dev flannel.1`, `bridge fdb show dev flannel.1`. Compare with `kubectl get node OTHER -o yaml` (podCIDR, annotations `flannel.alpha.coreos.com/*`).',
    fix: 'Restart flannel on the node: it writes all entries anew. The commands below restore the one entry by hand.',
    references: [['flannel#844', 'https://github.com/flannel-io/flannel/issues/844']],
  },
  check(context) {
    const { facts, nodes, cluster, asked } = context;
    const backend = facts.backend?.value;
    if (facts.plugin.value !== 'flannel' || (backend !== 'vxlan' && backend !== 'host-gw')) return [];
    const remotes = asked ? cluster.nodes.filter((n) => nodes.includes(n.name)) : cluster.nodes;
    return nodes.flatMap((node) => {
      const host = context.host(node);
      if (!host || host.routes.length === 0) return [];
      return remotes
        .filter((r) => r.name !== node)
        .flatMap((remote) => remote.podCidrs.flatMap((cidr) => entryFor(context, node, host, remote, cidr, backend)));
    });
  },
  says: ({ why }) => why,
  fix: ({ node, commands, remote }) => ({
    node,
    commands,
    explanation: `Restores the way to the pods of ${remote.name}; \`kubectl -n kube-flannel rollout restart daemonset kube-flannel-ds\` does it for all.`,
  }),
});

type Vtep = { readonly mac?: string; readonly address?: Address };

function entryFor(
  context: FindingContext,
  node: string,
  host: NamespaceDump,
  remote: KubeNode,
  cidr: string,
  backend: string,
): readonly MissingEntry[] {
  const prefix = parsePrefix(cidr);
  if (!prefix) return [];
  const why =
    backend === 'vxlan'
      ? vxlanProblem(host, node, remote, cidr, vtepOf(context, remote, prefix.family))
      : routeProblem(context, host, node, remote, cidr);
  if (!why) return [];
  const lost = (context.asked?.drops ?? []).some((d) => concerns(context, d.branch, node, remote.name, prefix.family));
  return [
    {
      node,
      remote,
      cidr,
      ...why,
      evidence: [...why.evidence, objectEvidence('nodes', remote.object, 'spec.podCIDR', cidr)],
      ...(lost ? { level: causeLevel(context), explains: true } : {}),
    },
  ];
}

type Problem = { readonly why: string; readonly commands: readonly string[]; readonly evidence: readonly Evidence[] };

function vxlanProblem(
  host: NamespaceDump,
  node: string,
  remote: KubeNode,
  cidr: string,
  vtep: Vtep,
): Problem | undefined {
  const family = familyOf(cidr);
  const device = host.links.find(
    (l) => l.kind === 'vxlan' && l.name.startsWith(family === 6 ? 'flannel-v6' : 'flannel.'),
  );
  if (!device) return undefined;
  const prefix = parsePrefix(cidr);
  const gateway = prefix?.address ?? '';
  const route = host.routes.find((r) => r.table === 'main' && prefix && r.destination === formatPrefix(prefix));
  const ip = family === 6 ? 'ip -6' : 'ip';
  if (!route?.nexthops.some((h) => h.device === device.name))
    return {
      why: `${node} has no route to ${cidr}, the pod network of ${remote.name}, through ${device.name}`,
      commands: [`${ip} route replace ${cidr} via ${gateway} dev ${device.name} onlink`],
      evidence: route ? [dumpEvidence(node, host, 'routes', route)] : [],
    };
  const via = route.nexthops[0]?.via ?? gateway;
  const neighbour = host.neighbours.find((n) => n.address === via && n.device === device.name && n.mac !== undefined);
  const shown = [dumpEvidence(node, host, 'routes', route)];
  if (!neighbour)
    return {
      why: `${node} has no neighbour entry for ${via}, the tunnel end of ${remote.name}, on ${device.name}`,
      commands: [`${ip} neigh replace ${via} lladdr ${vtep.mac ?? 'MAC'} dev ${device.name} nud permanent`],
      evidence: shown,
    };
  if (vtep.mac !== undefined && neighbour.mac !== vtep.mac)
    return {
      why: `${node} has hardware address ${neighbour.mac} for the tunnel end of ${remote.name}, which is ${vtep.mac}`,
      commands: [`${ip} neigh replace ${via} lladdr ${vtep.mac} dev ${device.name} nud permanent`],
      evidence: [dumpEvidence(node, host, 'neighbours', neighbour)],
    };
  const entries = host.fdb.filter((f) => f.device === device.name && f.mac === neighbour.mac && f.dst !== undefined);
  const [entry] = entries;
  if (!entry)
    return {
      why: `${node} has no FDB entry for ${neighbour.mac}, the tunnel end of ${remote.name}, on ${device.name}`,
      commands: [
        `bridge fdb append ${neighbour.mac} dev ${device.name} dst ${vtep.address ?? 'ADDRESS'} self permanent`,
      ],
      evidence: [dumpEvidence(node, host, 'neighbours', neighbour)],
    };
  if (vtep.address !== undefined && !entries.some((e) => e.dst === vtep.address))
    return {
      why: `${node} sends the tunnel packets for ${remote.name} to ${entry.dst}, but ${remote.name} is at ${vtep.address}`,
      commands: [`bridge fdb replace ${neighbour.mac} dev ${device.name} dst ${vtep.address} self permanent`],
      evidence: [dumpEvidence(node, host, 'fdb', entry)],
    };
  return undefined;
}

function routeProblem(
  context: FindingContext,
  host: NamespaceDump,
  node: string,
  remote: KubeNode,
  cidr: string,
): Problem | undefined {
  const prefix = parsePrefix(cidr);
  const addresses = [...remote.addresses, ...context.ipCache.addressesOfNode(remote.name)];
  const route = host.routes.find((r) => r.table === 'main' && prefix && r.destination === formatPrefix(prefix));
  if (route?.nexthops.some((h) => h.via !== undefined && addresses.includes(h.via))) return undefined;
  const via = addresses.find((a) => familyOf(a) === familyOf(cidr)) ?? 'ADDRESS';
  return {
    why: route
      ? `The route of ${node} to ${cidr} goes by ${route.nexthops[0]?.via ?? route.type}, which is not ${remote.name}`
      : `${node} has no route to ${cidr}, the pod network of ${remote.name}`,
    commands: [`${familyOf(cidr) === 6 ? 'ip -6' : 'ip'} route replace ${cidr} via ${via}`],
    evidence: route ? [dumpEvidence(node, host, 'routes', route)] : [],
  };
}

/** Tunnel end of a node: what it announces in annotations, else what its own dump shows. */
function vtepOf({ host, ipCache }: FindingContext, remote: KubeNode, family: 4 | 6): Vtep {
  const data = remote.annotations.get(`flannel.alpha.coreos.com/backend-${family === 6 ? 'v6-' : ''}data`) ?? '';
  const device = host(remote.name)?.links.find(
    (l) => l.kind === 'vxlan' && l.name.startsWith(family === 6 ? 'flannel-v6' : 'flannel.'),
  );
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
