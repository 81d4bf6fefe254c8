import { objectEvidence } from '../evidence.ts';
import { blame, finding, type Match } from '../finding.ts';
import type { Service } from '../objects/service.ts';

type NoLocal = Match & { readonly service: Service; readonly at: string; readonly field: string };

export const localPolicyNoEndpoint = finding<NoLocal>({
  id: 'local-policy-no-endpoint',
  level: 'critical',
  title: 'Traffic policy Local, and no endpoint on this node',
  docs: {
    meaning:
      "With `externalTrafficPolicy: Local` a node hands connections from outside only to endpoints of its own, which keeps the client's address; with `internalTrafficPolicy: Local` the same holds for clients in the cluster. A node without a ready endpoint drops them, silently. A load balancer learns from the health check port which nodes to leave out; a client that calls a node directly, or a load balancer that does not check, times out.",
    check:
      '`kubectl get service NAME -o yaml` (the policies), `kubectl get endpointslices -l kubernetes.io/service-name=NAME -o yaml` (nodeName of the ready endpoints). `curl NODE:HEALTHCHECKNODEPORT/healthz` answers 503 on nodes without one.',
    fix: 'Call a node that has an endpoint, run an endpoint on every node (DaemonSet, or spread constraints), or set the policy to Cluster.',
    references: [
      ['kubernetes#74383', 'https://github.com/kubernetes/kubernetes/issues/74383'],
      ['kubernetes#92761', 'https://github.com/kubernetes/kubernetes/issues/92761'],
      ['Kubernetes: traffic policies', 'https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-policies'],
    ],
  },
  check(context) {
    const { asked } = context;
    const service = asked?.destination.service;
    if (!asked || !service) return [];
    const refusals = asked.promise.refusals.filter((r) => r.cause === 'no-local-endpoint');
    return [...new Set(refusals.map((r) => r.at.node))].map((node) => {
      const losses = asked.drops.filter((d) => d.node === node);
      const field = asked.call?.as === 'ClusterIP' ? 'internalTrafficPolicy' : 'externalTrafficPolicy';
      return {
        node,
        service,
        at: node,
        field,
        evidence: [objectEvidence('services', service.object, `spec.${field}`, 'Local')],
        ...blame(context, losses),
      };
    });
  },
  says: ({ service, at, field }) =>
    `${field} of service ${service.key} is Local, and ${at} has no ready endpoint of it`,
  fix: ({ service, field }) => ({
    node: '',
    commands: [`kubectl -n ${service.namespace} patch service ${service.name} -p '{"spec":{"${field}":"Cluster"}}'`],
    explanation: "Lets every node use every endpoint; servers then see a node's address instead of the client's.",
  }),
});
