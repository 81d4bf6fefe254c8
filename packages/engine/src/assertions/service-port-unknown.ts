import { objectEvidence } from '../evidence.ts';
import { blame, finding, type Match } from '../finding.ts';
import type { Service } from '../objects/service.ts';

type UnknownPort = Match & { readonly service: Service; readonly asked: string };

export const servicePortUnknown = finding<UnknownPort>({
  id: 'service-port-unknown',
  level: 'critical',
  title: 'The service has no such port',
  docs: {
    meaning:
      "A Service's address exists only in rules, for the ports and protocols that it lists. A packet for any other port is translated by nobody: it leaves by the default route and is lost, or kube-proxy rejects it (nftables mode, newer versions).",
    check: '`kubectl get service NAME`: the column PORT(S) lists port and protocol.',
    fix: 'Ask for a listed port, or add the port to the service.',
    references: [
      [
        'Kubernetes: Service, port definitions',
        'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
      ],
    ],
  },
  check(context) {
    const { asked } = context;
    const service = asked?.destination.service;
    if (!asked || !service || service.headless || asked.call || asked.question.destination.type !== 'service')
      return [];
    const what =
      asked.question.protocol === 'icmp' ? 'ICMP' : `${asked.question.protocol.toUpperCase()} ${asked.question.port}`;
    if (asked.question.protocol === 'icmp') return [];
    return [
      {
        node: '',
        service,
        asked: what,
        evidence: [objectEvidence('services', service.object, 'spec.ports', portsOf(service))],
        level: 'warning',
        ...blame(context, asked.drops),
      },
    ];
  },
  says: ({ service, asked }) => `Service ${service.key} has no port ${asked}, only ${portsOf(service)}`,
});

const portsOf = (service: Service): string =>
  service.ports.length === 0 ? 'none' : service.ports.map((p) => `${p.protocol.toUpperCase()} ${p.port}`).join(', ');
