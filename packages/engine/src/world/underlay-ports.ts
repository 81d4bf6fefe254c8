import {
  type Address,
  type AddressRecord,
  type LinkRecord,
  type NamespaceDump,
  parsePrefix,
  prefixContains,
  type Snapshot,
} from '@skoop/model';
import { netnsKey } from '@skoop/netstack';
import { groupBy } from '../group-by.ts';
import { stackedAddressesOf } from './stacked-addresses.ts';
import { vethPeersOf } from './veth-peers.ts';

/** A device of a node's own namespace that leads out of the node: a NIC, or a veth whose other end is nowhere in the dump. */
export type UnderlayPort = {
  readonly node: string;
  readonly device: string;
  readonly link: LinkRecord;
  /** The device that carries the IP configuration: the port itself, or the bridge, bond or VRF that it is in. */
  readonly ip: string;
  readonly addresses: readonly AddressRecord[];
  /** Addresses on its link that pods have whose devices sit on it. */
  readonly stacked: readonly AddressRecord[];
};

/** Every way out of every collected node. */
export type UnderlayPorts = {
  readonly all: readonly UnderlayPort[];
  of(node: string): readonly UnderlayPort[];
  byMac(mac: string): readonly UnderlayPort[];
  /** Nodes whose own namespace has the address as local, with its devices. */
  readonly nodesByAddress: ReadonlyMap<Address, readonly string[]>;
  /** Addresses of nodes on the networks within their tunnels. */
  readonly withinTunnels: ReadonlySet<Address>;
  /** Ports behind which a pod has the address on a device that sits on the port. */
  stackedAt(address: Address): readonly UnderlayPort[];
};

const TUNNELS: readonly string[] = [
  ...['vxlan', 'ipip', 'sit', 'ip6tnl', 'gre', 'gretap', 'geneve', 'wireguard', 'ip6gre', 'ip6gretap'],
  ...['erspan', 'ip6erspan', 'vti6', 'vti', 'xfrm'],
];
const VIRTUAL = new Set([
  ...TUNNELS,
  ...['loopback', 'bridge', 'dummy', 'ifb', 'tun', 'tap', 'vrf', 'bond', 'team', 'nlmon', 'vlan'],
  ...['macvlan', 'ipvlan', 'macvtap'],
]);
const cache = new WeakMap<Snapshot, UnderlayPorts>();

export function underlayPortsOf(snapshot: Snapshot): UnderlayPorts {
  const hit = cache.get(snapshot);
  if (hit) return hit;
  const made = build(snapshot);
  cache.set(snapshot, made);
  return made;
}

function build(snapshot: Snapshot): UnderlayPorts {
  const all: UnderlayPort[] = [];
  const nodesByAddress = new Map<Address, string[]>();
  const withinTunnels = new Set<Address>();
  for (const dump of snapshot.nodes.values()) {
    const host = dump.namespaces[0];
    if (!host) continue;
    const peers = vethPeersOf(dump);
    const stacked = groupBy(stackedAddressesOf(dump), (a) => a.device);
    for (const link of host.links) {
      if (VIRTUAL.has(link.kind) || link.name === 'lo') continue;
      if (link.kind === 'veth' && peers.has(`${netnsKey(dump.node, 'host')}/${link.name}`)) continue;
      const above = (stacked.get(link.name) ?? []).map((a) => a.address);
      all.push({ ...portOf(dump.node, host, link), stacked: above });
    }
    const tunnels = new Set(host.links.filter((l) => TUNNELS.includes(l.kind)).map((l) => l.name));
    for (const a of host.addresses) {
      if (a.device === 'kube-ipvs0') continue;
      if (tunnels.has(a.device)) withinTunnels.add(a.address);
      const nodes = nodesByAddress.get(a.address);
      if (!nodes) nodesByAddress.set(a.address, [dump.node]);
      else if (!nodes.includes(dump.node)) nodes.push(dump.node);
    }
  }
  const byNode = groupBy(all, (p) => p.node);
  const byMac = groupBy(
    all.filter((p) => p.link.mac !== undefined),
    (p) => p.link.mac ?? '',
  );
  const stackedAt = groupBy(
    all.flatMap((port) => port.stacked.map(({ address }) => ({ port, address }))),
    (s) => s.address,
  );
  return {
    all,
    of: (node) => byNode.get(node) ?? [],
    byMac: (mac) => byMac.get(mac) ?? [],
    nodesByAddress,
    withinTunnels,
    stackedAt: (address) => (stackedAt.get(address) ?? []).map((s) => s.port),
  };
}

const isLower = (vlan: LinkRecord, link: LinkRecord): boolean =>
  vlan.linkName === link.name || vlan.linkIndex === link.index;

function portOf(node: string, host: NamespaceDump, link: LinkRecord): Omit<UnderlayPort, 'stacked'> {
  const above = new Set([link.name]);
  // An address may sit on the bridge or bond over the NIC, or on a VLAN of any of them: all of them lead out through it.
  for (let size = 0; size < above.size; ) {
    size = above.size;
    for (const l of host.links) {
      if (above.has(l.name) && l.master !== undefined) above.add(l.master);
      if (l.kind === 'vlan' && host.links.some((x) => above.has(x.name) && isLower(l, x))) above.add(l.name);
    }
  }
  const addresses = host.addresses.filter((a) => above.has(a.device));
  return { node, device: link.name, link, ip: link.master ?? link.name, addresses };
}

/** Do two ports share a link? They do if they share a subnet; nothing else shows it. */
export const shareLink = (a: UnderlayPort, b: UnderlayPort): boolean =>
  haveSubnet(a.addresses, b.addresses) || haveSubnet(a.stacked, b.stacked);

const haveSubnet = (a: readonly AddressRecord[], b: readonly AddressRecord[]): boolean =>
  a.some((x) => x.scope !== 'link' && b.some((y) => x.family === y.family && onLink(x, y.address)));

export function onLink(address: AddressRecord, other: Address): boolean {
  const prefix = parsePrefix(`${address.address}/${address.prefixLength}`);
  return prefix !== undefined && prefixContains(prefix, other);
}
