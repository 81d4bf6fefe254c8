import {
  type Address,
  familyOf,
  type NamespaceDump,
  parsePrefix,
  prefixContains,
  type RouteRecord,
} from '@skoop/model';
import { dumpEvidence } from '../evidence.ts';
import { blame, type FindingContext, type Match } from '../finding.ts';
import { lastPacketOf } from '../last-packet.ts';
import type { KubeNode } from '../objects/node.ts';
import { bestRoute, isDefault } from './best-route.ts';
import { type EntryProblem, lineEdit } from './tunnel-entries.ts';

/** Packets to a pod of another node that leave their node by the default route, whatever the network plugin is. */
export function strayRoutes(context: FindingContext): (Match & EntryProblem & { readonly remote: KubeNode })[] {
  const { asked, cluster, ipCache } = context;
  return (asked?.drops ?? []).flatMap((drop) => {
    const packet = lastPacketOf(context, drop);
    if (drop.node !== '' || drop.reason !== 'IP_INNOROUTES' || !packet || packet.encapsulated) return [];
    const trace = asked?.traces.findLast((t) => t.branch === drop.branch && t.direction === drop.direction);
    const node = trace?.hops.findLast((h) => h.node !== '' && h.netns === 'host')?.node;
    const host = node === undefined ? undefined : context.host(node);
    const pod = ipCache.podAt(packet.destination);
    const remote = cluster.nodesByName.get(pod?.node ?? '');
    if (node === undefined || !host || !pod || !remote || remote.name === node) return [];
    const used = bestRoute(host, 'main', packet.destination);
    if (used && !isDefault(used)) return [];
    return [
      {
        node,
        remote,
        why: `${node} has no route to ${packet.destination}, the address of pod ${pod.key} on ${remote.name}${used ? ': the packet takes the default route' : ''}`,
        ...wayThere(context, { node, host, remote, pod: packet.destination }),
        evidence: used ? [dumpEvidence(node, host, 'routes', used)] : [],
        ...blame(context, [drop]),
      },
    ];
  });
}

type Way = {
  readonly node: string;
  readonly host: NamespaceDump;
  readonly remote: KubeNode;
  readonly pod: Address;
};

/** The route that would be there, told by a route of the same plugin: of this node to a third one, or of the other node to this one. */
function wayThere(context: FindingContext, way: Way): Pick<EntryProblem, 'commands' | 'edits'> {
  const { node, host, remote, pod } = way;
  const family = familyOf(pod);
  const there = context.host(remote.name);
  const model = siblingOf(context, host, pod) ?? (there && siblingOf(context, there, pod));
  const device = model?.nexthops[0]?.device;
  const link = host.links.find((l) => l.name === device);
  const via =
    link?.kind === 'vxlan'
      ? there?.addresses.find((a) => a.device === device && a.family === family)?.address
      : [...remote.addresses].find((a) => familyOf(a) === family);
  if (!model || !link || via === undefined) return { commands: [], edits: [] };
  const onlink = model.nexthops[0]?.flags.includes('onlink') ? ' onlink' : '';
  const text = `${blockOf(there, pod)} via ${via} dev ${link.name}${onlink}`;
  return {
    commands: [`ip${family === 6 ? ' -6' : ''} route replace ${text}`],
    edits: [lineEdit(node, host, 'routes', family, undefined, text)],
  };
}

/** A route by way of another node. */
const siblingOf = ({ ipCache }: FindingContext, host: NamespaceDump, pod: Address): RouteRecord | undefined =>
  host.routes.find((r) => {
    const via = r.nexthops[0]?.via;
    return !isDefault(r) && r.family === familyOf(pod) && via !== undefined && ipCache.nodeAt(via) !== undefined;
  });

/** The block of addresses that the pod's node holds (Calico keeps a blackhole route for it), else the pod's address alone. */
function blockOf(there: NamespaceDump | undefined, pod: Address): string {
  const block = there?.routes.find((r) => {
    const prefix = parsePrefix(r.destination);
    return r.type === 'blackhole' && !isDefault(r) && prefix !== undefined && prefixContains(prefix, pod);
  });
  return block?.destination ?? `${pod}/${familyOf(pod) === 6 ? 128 : 32}`;
}
