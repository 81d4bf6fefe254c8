import {
  type Address,
  type Evidence,
  familyOf,
  formatPrefix,
  type LinkRecord,
  type NamespaceDump,
  parsePrefix,
  type SnapshotEdit,
} from '@skoop/model';
import { type Cited, dumpEvidence, sectionOf } from '../evidence.ts';
import type { KubeNode } from '../objects/node.ts';
import { tunnelTablesOf } from './tunnel-tables.ts';

/** An entry that a node needs for the pods of another one, and that is missing or wrong. */
export type EntryProblem = {
  readonly why: string;
  readonly commands: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly edits: readonly SnapshotEdit[];
};

/** Tunnel end of a node: hardware address, and the address that tunnel packets go to. */
export type Vtep = { readonly mac?: string; readonly address?: Address };

export type Way = {
  readonly host: NamespaceDump;
  readonly node: string;
  readonly remote: KubeNode;
  /** Pod network of the remote node. */
  readonly cidr: string;
};

export const flannelDevice = (host: NamespaceDump | undefined, family: 4 | 6): LinkRecord | undefined =>
  host?.links.find((l) => l.kind === 'vxlan' && l.name.startsWith(family === 6 ? 'flannel-v6' : 'flannel.'));

/** Route, neighbour and FDB entry of flannel's vxlan backend, in the order in which a packet needs them. */
export function vxlanProblem(way: Way, vtep: Vtep): EntryProblem | undefined {
  const device = flannelDevice(way.host, familyOf(way.cidr));
  if (!device) return undefined;
  return routeThrough(way, device) ?? neighbourOrFdb(way, device, vtep);
}

function routeThrough({ host, node, remote, cidr }: Way, device: LinkRecord): EntryProblem | undefined {
  const route = routeTo(host, cidr);
  if (route?.nexthops.some((h) => h.device === device.name)) return undefined;
  const text = `${cidr} via ${parsePrefix(cidr)?.address ?? ''} dev ${device.name} onlink`;
  return {
    why: `${node} has no route to ${cidr}, the pod network of ${remote.name}, through ${device.name}`,
    commands: [`${ipCommand(cidr)} route replace ${text}`],
    evidence: route ? [dumpEvidence(node, host, 'routes', route)] : [],
    edits: [lineEdit(node, host, 'routes', familyOf(cidr), route?.line, text)],
  };
}

function neighbourOrFdb({ host, node, remote, cidr }: Way, device: LinkRecord, vtep: Vtep): EntryProblem | undefined {
  const family = familyOf(cidr);
  const route = routeTo(host, cidr);
  const via = route?.nexthops[0]?.via ?? parsePrefix(cidr)?.address ?? '';
  const neighbour = tunnelTablesOf(host).neighbourOf(via, device.name);
  const mac = vtep.mac ?? neighbour?.mac;
  if (!neighbour || neighbour.mac !== mac)
    return {
      why: neighbour
        ? `${node} takes ${neighbour.mac} for the hardware address of ${remote.name}'s tunnel end, which is ${mac}`
        : `${node} has no neighbour entry for ${via}, the tunnel end of ${remote.name}, on ${device.name}`,
      commands: [`${ipCommand(cidr)} neigh replace ${via} lladdr ${mac ?? 'MAC'} dev ${device.name} nud permanent`],
      evidence: neighbour
        ? [dumpEvidence(node, host, 'neighbours', neighbour)]
        : route
          ? [dumpEvidence(node, host, 'routes', route)]
          : [],
      edits:
        mac === undefined
          ? []
          : [
              lineEdit(
                node,
                host,
                'neighbours',
                family,
                neighbour?.line,
                `${via} dev ${device.name} lladdr ${mac} PERMANENT`,
              ),
            ],
    };
  const entries = mac === undefined ? [] : tunnelTablesOf(host).fdbOf(mac, device.name);
  const [entry] = entries;
  if (entry && (vtep.address === undefined || entries.some((e) => e.dst === vtep.address))) return undefined;
  // What was not read is not missing.
  if (!entry && host.gaps.some((g) => g.evidence?.section === 'bridge-fdb')) return undefined;
  const text = `${mac} dev ${device.name} dst ${vtep.address ?? 'ADDRESS'} self permanent`;
  return {
    why: entry
      ? `${node} sends the tunnel packets for ${remote.name} to ${entry.dst}, but ${remote.name} is at ${vtep.address}`
      : `${node} has no FDB entry for ${mac}, the tunnel end of ${remote.name}, on ${device.name}`,
    commands: [`bridge fdb ${entry ? 'replace' : 'append'} ${text}`],
    evidence: [entry ? dumpEvidence(node, host, 'fdb', entry) : dumpEvidence(node, host, 'neighbours', neighbour)],
    edits: vtep.address === undefined ? [] : [lineEdit(node, host, 'fdb', 4, entry?.line, text)],
  };
}

/** The one route of the host-gw backend: to the other node's pods, by way of that node. */
export function routeProblem(
  { host, node, remote, cidr }: Way,
  addresses: readonly Address[],
): EntryProblem | undefined {
  const route = routeTo(host, cidr);
  if (route?.nexthops.some((h) => h.via !== undefined && addresses.includes(h.via))) return undefined;
  const via = addresses.find((a) => familyOf(a) === familyOf(cidr));
  const device =
    via === undefined
      ? undefined
      : host.routes.find((r) => r.nexthops.some((h) => h.device && onLinkRoute(r.destination, via)));
  const text = `${cidr} via ${via ?? 'ADDRESS'}`;
  const name = device?.nexthops[0]?.device;
  return {
    why: route
      ? `The route of ${node} to ${cidr} goes by ${route.nexthops[0]?.via ?? route.type}, which is not ${remote.name}`
      : `${node} has no route to ${cidr}, the pod network of ${remote.name}`,
    commands: [`${ipCommand(cidr)} route replace ${text}`],
    evidence: route ? [dumpEvidence(node, host, 'routes', route)] : [],
    edits:
      via === undefined || name === undefined
        ? []
        : [lineEdit(node, host, 'routes', familyOf(cidr), route?.line, `${text} dev ${name}`)],
  };
}

function onLinkRoute(destination: string, address: Address): boolean {
  const prefix = parsePrefix(destination);
  return (
    prefix !== undefined && prefix.length > 0 && parsePrefix(`${address}/${prefix.length}`)?.address === prefix.address
  );
}

function routeTo(host: NamespaceDump, cidr: string) {
  const prefix = parsePrefix(cidr);
  return prefix && tunnelTablesOf(host).routeTo.get(formatPrefix(prefix));
}

const ipCommand = (cidr: string): string => (familyOf(cidr) === 6 ? 'ip -6' : 'ip');

/** Replaces a line of a section, or adds one at its beginning. */
export function lineEdit(
  node: string,
  host: NamespaceDump,
  cited: Cited,
  family: 4 | 6,
  line: number | undefined,
  text: string,
): SnapshotEdit {
  const place = { node, netns: host.id, section: sectionOf(cited, family), text };
  return line === undefined ? { ...place, kind: 'insert-after', line: 0 } : { ...place, kind: 'replace-line', line };
}
