import { objectEvidence } from '../evidence.ts';
import { finding, type Match } from '../finding.ts';
import { groupBy } from '../group-by.ts';
import type { Service } from '../objects/service.ts';

type Conflict = Match & { readonly port: string; readonly owners: readonly string[] };

export const hostportConflict = finding<Conflict>({
  id: 'hostport-conflict',
  level: 'warning',
  title: 'A port of the node is claimed twice',
  docs: {
    meaning:
      "A pod's `hostPort`, the ports of host-network pods and NodePorts of Services share one space on each node. If a hostPort lies on a NodePort, or two pods have the same one, rules decide who gets the connection, usually the one that was written last.",
    check:
      '`kubectl get pods -A -o wide` with the `hostPort` of their containers, `kubectl get services -A` for NodePorts.',
    fix: 'Give one of them another port. NodePorts are 30000-32767 unless configured otherwise: keep hostPorts out of that range.',
    references: [
      ['Kubernetes: configuration good practices', 'https://kubernetes.io/docs/concepts/configuration/overview/'],
    ],
  },
  check({ cluster, nodes }) {
    const claims = cluster.pods
      .filter((p) => !p.finished && nodes.includes(p.node))
      .flatMap((pod) =>
        pod.ports.flatMap((p) =>
          p.hostPort === undefined ? [] : [{ pod, key: `${pod.node} ${p.protocol.toLowerCase()} ${p.hostPort}` }],
        ),
      );
    const nodePorts = new Map<string, Service>(
      cluster.services.flatMap((s) =>
        s.ports.flatMap((p) => (p.nodePort === undefined ? [] : [[`${p.protocol} ${p.nodePort}`, s] as const])),
      ),
    );
    return [...groupBy(claims, (c) => c.key)].flatMap(([key, group]): Conflict[] => {
      const [node = '', protocol = '', port = ''] = key.split(' ');
      const service = nodePorts.get(`${protocol} ${port}`);
      const owners = [
        ...new Set(group.map((c) => `pod ${c.pod.key}`)),
        ...(service ? [`NodePort of service ${service.key}`] : []),
      ];
      if (owners.length < 2) return [];
      const evidence = group.map((c) =>
        objectEvidence('pods', c.pod.object, 'spec.containers[].ports[].hostPort', Number(port)),
      );
      return [{ node, port: `${protocol.toUpperCase()} ${port}`, owners, evidence }];
    });
  },
  says: ({ node, port, owners }) => `${port} of ${node} is claimed by ${owners.join(' and ')}`,
});
