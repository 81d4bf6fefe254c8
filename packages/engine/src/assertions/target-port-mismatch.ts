import type { SocketRecord } from '@skoop/model';
import { objectEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import type { Service, ServicePort } from '../objects/service.ts';
import { describeListeners, listenersOf } from './listeners.ts';

type Mismatch = Match & { readonly service: Service; readonly port: ServicePort; readonly why: string };

export const targetPortMismatch = finding<Mismatch>({
  id: 'target-port-mismatch',
  level: 'critical',
  title: 'The service sends to a port that nobody serves',
  docs: {
    meaning:
      "`targetPort` of a Service says to which port of its pods it sends: a number, or the name of a container port. If no process of the pod listens there, every connection is refused by the pod itself. If it is a name that the pod's containers do not declare, the pod is left out of that port's endpoints.",
    check:
      'Compare `kubectl get service NAME -o yaml` (`targetPort`) with the ports that the pod listens on: `kubectl exec POD -- ss -ltn` or `nsenter -n -t PID ss -ltn` on the node.',
    fix: 'Give the service the port that the program listens on, or make the program listen on the declared port.',
    references: [
      ['Kubernetes: Debug Services', 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/'],
      [
        'Kubernetes: Service, port definitions',
        'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
      ],
    ],
  },
  check: (context) => [...wrongNumbers(context), ...unknownNames(context)],
  says: ({ service, port, why }) =>
    `Port ${port.port} of service ${service.key} goes to targetPort ${port.targetPort}: ${why}`,
  fix: ({ service, port }) => ({
    node: '',
    commands: [
      `kubectl -n ${service.namespace} patch service ${service.name} --type=json -p '[{"op":"replace","path":"/spec/ports/${service.ports.indexOf(port)}/targetPort","value":PORT}]'`,
    ],
    explanation: 'Sends to the port that the pods listen on; put it in place of PORT.',
  }),
});

/** The packet reaches pods behind the service, and no socket takes it: told once for all of them. */
function wrongNumbers(context: FindingContext): Mismatch[] {
  const { asked, cluster } = context;
  const service = asked?.destination.service;
  if (!asked?.call || !service) return [];
  const { port } = asked.call;
  const refusing = asked.drops.flatMap((drop) => {
    const pod = cluster.podsByKey.get(drop.netns);
    if (drop.reason !== 'NO_SOCKET' || drop.direction !== 'request' || !pod) return [];
    const number = (cluster.endpoints.get(service.key) ?? [])
      .find((e) => (e.pod === undefined ? pod.addresses.includes(e.address) : e.pod === pod.key))
      ?.ports.find((p) => p.name === port.name && p.protocol === port.protocol)?.port;
    const listeners = listenersOf(cluster.snapshot, pod, port.protocol);
    return number === undefined || listeners.some((s) => s.port === number) ? [] : [{ drop, pod, number, listeners }];
  });
  const [first] = refusing;
  if (!first) return [];
  const more = refusing.length > 1 ? ` (and ${refusing.length - 1} more)` : '';
  return [
    {
      node: '',
      service,
      port,
      why: `nothing in pod ${first.pod.key}${more} listens on ${port.protocol.toUpperCase()} ${first.number}${others(first.listeners)}`,
      evidence: [
        objectEvidence(
          'services',
          service.object,
          `spec.ports[${service.ports.indexOf(port)}].targetPort`,
          port.targetPort,
        ),
        ...refusing.flatMap((r) => r.drop.evidence),
      ],
      ...blame(
        context,
        refusing.map((r) => r.drop),
      ),
    },
  ];
}

const others = (listeners: readonly SocketRecord[]): string =>
  listeners.length === 0 ? '' : `, it listens on ${describeListeners(listeners)}`;

/** A name that none of the selected pods has as a container port. */
function unknownNames(context: FindingContext): Mismatch[] {
  const { asked, cluster } = context;
  const services = asked ? (asked.destination.service ? [asked.destination.service] : []) : cluster.services;
  return services.flatMap((service) => {
    const endpoints = cluster.endpoints.get(service.key) ?? [];
    return service.ports.flatMap((port): Mismatch[] => {
      if (typeof port.targetPort !== 'string' || endpoints.length === 0 || service.selector.size === 0) return [];
      if (endpoints.some((e) => e.ports.some((p) => p.name === port.name && p.protocol === port.protocol))) return [];
      const asks = asked?.call?.port === port;
      return [
        {
          node: '',
          service,
          port,
          why: `no container of its pods declares a port of that name`,
          evidence: [
            objectEvidence(
              'services',
              service.object,
              `spec.ports[${service.ports.indexOf(port)}].targetPort`,
              port.targetPort,
            ),
          ],
          level: 'warning',
          ...blame(context, asks ? asked.drops : []),
        },
      ];
    });
  });
}
