import type { NamespaceDump, SnapshotEdit } from '@skoop/model';
import { dumpEvidence, rawLineOf } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import type { Pod } from '../objects/pod.ts';
import { podNamespacesOf } from '../world/pod-namespaces.ts';
import { vethPeersOf } from '../world/veth-peers.ts';

type Off = Match & {
  readonly pod: Pod;
  readonly port: string;
  readonly bridge: string;
  readonly dump: NamespaceDump;
  readonly line: number;
};

export const hairpinOff = finding<Off>({
  id: 'hairpin-off',
  level: 'warning',
  title: 'A pod cannot reach itself through its own service',
  docs: {
    meaning:
      'When a pod calls a Service and is chosen as its own backend, the packet goes out of its port of the bridge and has to come back in by the same port. A bridge does that only if hairpin mode is on for the port. Without it the packet is dropped: the pod reaches its service only when another backend is chosen.',
    check:
      '`bridge -d link show dev VETH` on the node (or `cat /sys/class/net/VETH/brport/hairpin_mode`): hairpin must be on.',
    fix: 'Switch it on for the port now, and in the CNI configuration (`hairpinMode: true` of the bridge plugin; kubelet `--hairpin-mode`) for new pods.',
    references: [
      ['kubernetes#20475', 'https://github.com/kubernetes/kubernetes/issues/20475'],
      [
        'Kubernetes: a Pod fails to reach itself via the Service IP',
        'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#a-pod-fails-to-reach-itself-via-the-service-ip',
      ],
    ],
  },
  check(context) {
    const pod = context.asked?.source.pod;
    const loops = pod && context.asked?.call && context.asked.promise.servers.some((s) => s.at.id === pod.key);
    const found = loops ? portOf(context, pod) : undefined;
    if (!pod || !found) return [];
    const losses = (context.asked?.drops ?? []).filter(
      (d) => d.node === pod.node && d.netns === 'host' && d.stage.startsWith('bridge'),
    );
    return [{ ...found, pod, ...blame(context, losses) }];
  },
  says: ({ pod, port, bridge }) =>
    `Hairpin mode is off for ${port}, the port of pod ${pod.key} on ${bridge}: it cannot reach itself through its own service`,
  fix: ({ node, port, dump, line }) => ({
    node,
    commands: [`bridge link set dev ${port} hairpin on`],
    explanation: 'Lets frames leave by the port that they came in by.',
    edits: edits(node, dump, line),
  }),
});

/** `ip -d link` shows the port's settings in the lines after the device's own. */
function edits(node: string, dump: NamespaceDump, line: number): readonly SnapshotEdit[] {
  for (let at = line; at < line + LINES_OF_A_LINK; at++) {
    const before = rawLineOf(dump, 'ip-link', at);
    if (before.includes('hairpin off'))
      return [
        {
          kind: 'replace-line',
          node,
          netns: dump.id,
          section: 'ip-link',
          line: at,
          text: before.replace('hairpin off', 'hairpin on'),
        },
      ];
  }
  return [];
}

const LINES_OF_A_LINK = 5;

/** The pod's port of a bridge, if hairpin mode is off there. */
function portOf({ cluster, host }: FindingContext, pod: Pod): Omit<Off, 'pod'> | undefined {
  const dump = cluster.snapshot.nodes.get(pod.node);
  const ns = podNamespacesOf(cluster.snapshot).namespaceOf(pod);
  const node = host(pod.node);
  if (!dump || !ns || !node || pod.hostNetwork) return undefined;
  const peers = vethPeersOf(dump);
  for (const link of ns.links) {
    const peer = peers.get(`${pod.node}//${ns.id}/${link.name}`);
    const port = peer && node.links.find((l) => l.name === peer.device);
    if (port?.master === undefined) continue;
    const hairpin = port.port.hairpin ?? port.port.hairpin_mode;
    if (hairpin !== 'off' && hairpin !== 'false' && hairpin !== '0') return undefined;
    return {
      node: pod.node,
      port: port.name,
      bridge: port.master,
      dump: node,
      line: port.line,
      evidence: [dumpEvidence(pod.node, node, 'links', port)],
    };
  }
  return undefined;
}
