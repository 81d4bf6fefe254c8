import type { Drop, LinkRecord, NamespaceDump, NodeDump } from '@skoop/model';
import { netnsKey } from '@skoop/netstack';
import { dumpEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { podNamespacesOf } from '../world/pod-namespaces.ts';
import { stackedDevicesOf } from '../world/stacked-devices.ts';

type Apart = Match & {
  /** Label of the pod whose device sits on the other. */
  readonly pod: string;
  readonly upper: LinkRecord;
  readonly lower: string;
};

/** Kinds whose frames leave by the device below without that hearing them. */
const KINDS = new Set(['macvlan', 'macvtap', 'ipvlan', 'ipvtap']);

export const nodeBehindOwnDevice = finding<Apart>({
  id: 'node-behind-own-device',
  level: 'warning',
  title: 'A node and the macvlan or ipvlan pods on its own device do not hear each other',
  docs: {
    meaning:
      "A macvlan or ipvlan device sends its frames out by the device it sits on, and that device itself never hears them; what the node sends by the device goes to the wire, and the pods on it do not hear that either. So a node cannot reach such pods of its own, and they cannot reach their node, not even as gateway or for NodePorts and host-network servers there, while pods of other nodes and machines on the network can. This is how the kernel's drivers work, not a fault of a rule: kubelet's probes of such pods fail, too.",
    check:
      '`ip -d link show` in the pod tells what its device sits on (`eth0@if2`, `macvlan mode bridge`), and `ip neigh` shows FAILED for the other side. From another machine of the network the same address answers.',
    fix: 'Give the node an interface of its own beside the pods: a macvlan in bridge mode on the same device (`ip link add mac0 link eth0 type macvlan mode bridge`), with an address and routes to the pods by it; for ipvlan in L2 mode an ipvlan device likewise. Or give the pods a second interface for the node, as the ptp plugin or Cilium and Calico do.',
    references: [
      ['macvlan CNI plugin', 'https://www.cni.dev/plugins/current/main/macvlan/'],
      ['ipvlan in the kernel documentation', 'https://docs.kernel.org/networking/ipvlan.html'],
    ],
  },
  check: (context) => (context.asked?.drops ?? []).flatMap((d) => apart(context, d)),
  says: ({ pod, upper, lower, node }) =>
    `${upper.name} of ${pod}, ${/^[aeiou]/.test(upper.kind) ? 'an' : 'a'} ${upper.kind}, sits on ${lower} of ${node}: the two cannot hear each other`,
});

const TOO_FAR: ReadonlySet<string> = new Set(['neigh/resolve']);

function apart(context: FindingContext, d: Drop): Apart[] {
  const dump = context.cluster.snapshot.nodes.get(d.node);
  if (!dump || !TOO_FAR.has(d.stage) || d.device === undefined) return [];
  const pods = podNamespacesOf(context.cluster.snapshot);
  const at = dump.namespaces.find((ns) => pods.labelOf(d.node, ns) === d.netns);
  const destination = destinationOf(context, d);
  if (!at || destination === undefined) return [];
  return pairs(dump, at, d.device)
    .filter(({ other, link }) =>
      at === other.upper ? gatewayOrOwn(other, link, destination) : has(other.upper, destination),
    )
    .map(({ other, link, lower }) => ({
      node: d.node,
      pod: pods.labelOf(d.node, other.upper) === 'host' ? d.node : `pod ${pods.labelOf(d.node, other.upper)}`,
      upper: link,
      lower,
      evidence: [dumpEvidence(d.node, other.upper, 'links', link)],
      ...blame(context, [d]),
    }));
}

/** The packet's destination where it was lost. */
function destinationOf({ asked }: FindingContext, d: Drop): string | undefined {
  const trace = asked?.traces.find(
    (t) =>
      t.branch === d.branch && t.direction === d.direction && t.outcome === 'dropped' && t.hops.at(-1)?.node === d.node,
  );
  return trace?.hops.at(-1)?.after.destination;
}

type Pair = {
  readonly other: { readonly upper: NamespaceDump; readonly lower: NamespaceDump };
  readonly link: LinkRecord;
  readonly lower: string;
};

/** Pairs of a device and one that sits on it, where the packet was lost at either. */
function pairs(dump: NodeDump, at: NamespaceDump, device: string): readonly Pair[] {
  const stacked = stackedDevicesOf(dump);
  const byKey = new Map(dump.namespaces.map((ns) => [netnsKey(dump.node, ns.id), ns]));
  const key = `${netnsKey(dump.node, at.id)}/${device}`;
  const below = stacked.lower.get(key);
  const ends = below
    ? [{ upper: { netns: netnsKey(dump.node, at.id), device }, lower: below }]
    : (stacked.upper.get(key) ?? []).map((upper) => ({ upper, lower: { netns: netnsKey(dump.node, at.id), device } }));
  return ends.flatMap(({ upper, lower }) => {
    const [above, under] = [byKey.get(upper.netns), byKey.get(lower.netns)];
    const link = above?.links.find((l) => l.name === upper.device);
    return above && under && link && KINDS.has(link.kind)
      ? [{ other: { upper: above, lower: under }, link, lower: lower.device }]
      : [];
  });
}

const has = (ns: NamespaceDump, address: string): boolean => ns.addresses.some((a) => a.address === address);

/** The pod calls the node itself, or has it as a gateway. */
const gatewayOrOwn = (other: Pair['other'], link: LinkRecord, destination: string): boolean =>
  has(other.lower, destination) ||
  other.upper.routes.some((r) =>
    r.nexthops.some((h) => h.device === link.name && h.via !== undefined && has(other.lower, h.via)),
  );
