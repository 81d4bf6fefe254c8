import type { Cluster } from '../cluster.ts';
import { objectEvidence } from '../evidence.ts';
import { blame, finding, type Match } from '../finding.ts';
import { equalitySelects } from '../objects/label-selector.ts';
import type { Service } from '../objects/service.ts';

type NoEndpoints = Match & { readonly service: Service; readonly why: string };

export const serviceNoEndpoints = finding<NoEndpoints>({
  id: 'service-no-endpoints',
  level: 'info',
  title: 'The service has no ready endpoint',
  docs: {
    meaning:
      'A Service sends to endpoints: the ready pods that its selector matches. If the selector matches no pod, or none of the pods is ready, the EndpointSlices hold nothing to send to. kube-proxy then answers every new connection with *connection refused* (an ICMP port unreachable from a REJECT rule).',
    check:
      'Compare `kubectl get service NAME -o yaml` (`spec.selector`) with `kubectl get pods --show-labels`, and look at `kubectl get endpointslices -l kubernetes.io/service-name=NAME`. Pods that are listed there with `ready: false` fail their readiness probe: see `kubectl describe pod`.',
    fix: 'Correct the selector or the labels of the pods, or make the pods ready. Nothing has to be restarted: kube-proxy follows within a second.',
    references: [
      ['Kubernetes: Debug Services', 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/'],
      ['Kubernetes: EndpointSlices', 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/'],
    ],
  },
  check(context) {
    const { asked, cluster } = context;
    if (!asked) return cluster.services.flatMap((s) => describe(cluster, s) ?? []);
    const service = asked.destination.service;
    const found = service && describe(cluster, service);
    if (!found) return [];
    const refused = asked.promise.refusals.some((r) => r.cause === 'no-endpoints');
    return [{ ...found, level: 'warning', ...blame(context, refused ? asked.drops : []) }];
  },
  says: ({ service, why }) => `Service ${service.key} has no ready endpoint: ${why}`,
  fix: ({ service }) => ({
    node: '',
    commands: [
      `kubectl -n ${service.namespace} get service ${service.name} -o jsonpath='{.spec.selector}'`,
      `kubectl -n ${service.namespace} get pods --show-labels`,
      `kubectl -n ${service.namespace} get endpointslices -l kubernetes.io/service-name=${service.name}`,
    ],
    explanation: 'Shows the selector next to the labels and the readiness of pods: correct whichever is wrong.',
  }),
});

function describe(cluster: Cluster, service: Service): NoEndpoints | undefined {
  if (service.externalName !== undefined) return undefined;
  const endpoints = cluster.endpoints.get(service.key) ?? [];
  if (endpoints.some((e) => e.ready || (e.serving && e.terminating))) return undefined;
  const selector = [...service.selector].map(([k, v]) => `${k}=${v}`).join(',');
  const evidence = [
    service.selector.size > 0
      ? objectEvidence('services', service.object, 'spec.selector', selector)
      : objectEvidence('services', service.object, 'spec.ports', service.ports.map((p) => p.port).join()),
  ];
  return { node: '', service, why: reason(cluster, service, endpoints.length, selector), evidence };
}

function reason(cluster: Cluster, service: Service, known: number, selector: string): string {
  if (known > 0) return `all ${known} of its endpoints are not ready`;
  if (service.selector.size === 0) return 'it has no selector, and nobody made endpoints for it';
  const inNamespace = cluster.pods.filter((p) => p.namespace === service.namespace);
  const matching = inNamespace.filter((p) => equalitySelects(service.selector, p.labels));
  if (matching.length > 0) {
    const states = matching.map(
      (p) => `${p.name} is ${p.finished || p.phase !== 'Running' ? p.phase : p.ready ? 'ready' : 'not ready'}`,
    );
    return `its selector ${selector} matches pods, but ${states.slice(0, 3).join(', ')}${states.length > 3 ? ', ...' : ''}`;
  }
  const near = inNamespace.find((p) => [...service.selector.keys()].some((k) => p.labels.has(k)));
  const label = near && [...service.selector.keys()].find((k) => near.labels.has(k));
  const hint = near && label !== undefined ? ` (pod ${near.name} has ${label}=${near.labels.get(label)})` : '';
  return `its selector ${selector} matches no pod of namespace ${service.namespace}${hint}`;
}
