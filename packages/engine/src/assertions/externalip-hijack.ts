import { objectEvidence } from '../evidence.ts';
import { type FindingContext, finding, type Match } from '../finding.ts';
import type { Service } from '../objects/service.ts';
import { isLocalOnly, listeners } from './listeners.ts';

type Hijack = Match & { readonly service: Service; readonly address: string; readonly owner: string };

export const externalipHijack = finding<Hijack>({
  id: 'externalip-hijack',
  level: 'warning',
  title: 'A service claims an address that belongs to somebody else',
  docs: {
    meaning:
      "Every node translates connections to a Service's `externalIPs` to the Service's endpoints, whoever owns the address. If it is the address of a node, a pod, another Service or a host outside, connections from the cluster to that owner end up at the Service (CVE-2020-8554).",
    check: '`kubectl get services -A -o custom-columns=NAME:.metadata.name,EXTERNAL:.spec.externalIPs`.',
    fix: 'Remove the address from externalIPs, or limit who may set it (admission policy DenyServiceExternalIPs).',
    references: [['CVE-2020-8554', 'https://github.com/kubernetes/kubernetes/issues/97076']],
  },
  check(context) {
    const { cluster, ipCache, asked } = context;
    const services = asked
      ? cluster.services.filter((s) => s.externalAddresses.includes(asked.question.destination.address))
      : cluster.services;
    return services.flatMap((service) =>
      service.externalAddresses.flatMap((address): Hijack[] => {
        const pod = ipCache.podAt(address);
        const other = ipCache.serviceAt(address);
        const owner = pod
          ? `pod ${pod.key}`
          : other && other.service !== service && other.as === 'ClusterIP'
            ? `service ${other.service.key}`
            : nodeThatServes(context, service, address);
        if (owner === undefined) return [];
        return [
          {
            node: '',
            service,
            address,
            owner,
            evidence: [objectEvidence('services', service.object, 'spec.externalIPs', service.externalAddresses)],
          },
        ];
      }),
    );
  },
  says: ({ service, address, owner }) =>
    `externalIPs of service ${service.key} has ${address}, which is the address of ${owner}`,
});

/**
 * `node n1, which listens on TCP 10250`: addresses of nodes are what externalIPs is meant for, so the node is robbed only of a port that
 * a program of its own serves there.
 */
function nodeThatServes({ ipCache, host }: FindingContext, service: Service, address: string): string | undefined {
  const node = ipCache.nodeAt(address);
  const sockets = (node === undefined ? undefined : host(node)?.sockets) ?? [];
  const port = service.ports.find(({ protocol, port }) =>
    listeners(sockets, protocol).some((s) => s.port === port && !isLocalOnly(s) && s.process !== 'kube-proxy'),
  );
  return port && `${node}, which listens on ${port.protocol.toUpperCase()} ${port.port} itself`;
}
