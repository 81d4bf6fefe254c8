import { type Drop, familyOf, formatPrefix, parsePrefix } from '@skoop/model';
import { objectEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import type { KubeNode } from '../objects/node.ts';

type WrongAddress = Match & {
  readonly kube: KubeNode;
  readonly announced: string;
  readonly internal: string;
  readonly device?: string;
};

const ANNOTATIONS = ['flannel.alpha.coreos.com/public-ip', 'flannel.alpha.coreos.com/public-ipv6'] as const;

export const wrongNodeAddress = finding<WrongAddress>({
  id: 'wrong-node-address',
  level: 'warning',
  title: 'The network plugin announces the wrong address of a node',
  docs: {
    meaning:
      "flannel tells the other nodes to which address tunnel packets for a node go: the one of the device with the default route, unless told otherwise. On machines with several NICs (Vagrant's NAT device is the classic) that is an address which the other nodes cannot reach, or even the same on all of them. Pods of different nodes cannot talk, while the nodes themselves can.",
    check:
      'Compare `kubectl get nodes -o wide` (INTERNAL-IP) with `kubectl get nodes -o jsonpath=\'{range .items[*]}{.metadata.name} {.metadata.annotations.flannel\\.alpha\\.coreos\\.com/public-ip}{"\\n"}{end}\'`, and look which device has that address.',
    fix: 'Start flanneld with `--iface=DEVICE` (or `--iface-regex`) of the network that connects the nodes, or annotate the node with `flannel.alpha.coreos.com/public-ip-overwrite`, and restart flannel.',
    references: [
      ['website#6870', 'https://github.com/kubernetes/website/issues/6870'],
      ['flannel#535', 'https://github.com/flannel-io/flannel/issues/535'],
    ],
  },
  check: (context) =>
    context.cluster.nodes
      .filter((n) => !context.asked || context.nodes.includes(n.name))
      .flatMap((n) => onNode(context, n)),
  says: ({ kube, announced, internal, device }) =>
    `flannel announces ${announced}${device === undefined ? '' : ` (${device})`} for ${kube.name}, whose address is ${internal}`,
  fix: ({ kube, internal }) => ({
    node: '',
    commands: [
      `kubectl annotate node ${kube.name} --overwrite flannel.alpha.coreos.com/public-ip-overwrite=${internal}`,
      'kubectl -n kube-flannel rollout restart daemonset kube-flannel-ds',
    ],
    explanation: `Makes flannel announce ${internal}.`,
  }),
});

function onNode(context: FindingContext, kube: KubeNode): WrongAddress[] {
  return ANNOTATIONS.flatMap((name) => {
    const announced = kube.annotations.get(name);
    const internal =
      announced === undefined ? undefined : kube.addresses.find((a) => familyOf(a) === familyOf(announced));
    const intended = kube.annotations.get(`${name}-overwrite`);
    if (announced === undefined || internal === undefined || announced === internal || announced === intended)
      return [];
    const device = context.host(kube.name)?.addresses.find((a) => a.address === announced)?.device;
    if (nodesAgree(context, name)) return [];
    const losses = lostInTunnelTo(context, announced);
    return [
      {
        node: kube.name,
        kube,
        announced,
        internal,
        device,
        evidence: [objectEvidence('nodes', kube.object, `metadata.annotations["${name}"]`, announced)],
        ...blame(context, losses),
      },
    ];
  });
}

/** All nodes announce addresses of one network that each of them is in: flannel was told to use a second NIC (`--iface`). */
function nodesAgree({ cluster, host }: FindingContext, annotation: string): boolean {
  const nodes = cluster.nodes.filter((n) => n.annotations.has(annotation));
  const announced = nodes.map((n) => n.annotations.get(annotation) ?? '');
  if (nodes.length < 2 || new Set(announced).size < nodes.length) return false;
  const networks = new Set(
    nodes.map((n, i) => {
      const own = host(n.name)?.addresses.find((a) => a.address === announced[i]);
      const network = own && parsePrefix(`${own.address}/${own.prefixLength}`);
      return network && formatPrefix(network);
    }),
  );
  return networks.size === 1 && !networks.has(undefined);
}

/** Drops of packets that were in a tunnel to or from that address, and that did not come out at the pod which they were for. */
const lostInTunnelTo = ({ asked }: FindingContext, address: string): readonly Drop[] =>
  (asked?.drops ?? []).filter(
    (d) =>
      !(d.reason === 'NO_SOCKET' && d.netns !== 'host') &&
      asked?.traces.some(
        (t) =>
          t.branch === d.branch &&
          t.outcome === 'dropped' &&
          t.hops.some((h) => h.after.encapsulated && (h.after.destination === address || h.after.source === address)),
      ),
  );
