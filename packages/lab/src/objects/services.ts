import type { Family, KubeObject } from '@skoop/model';
import type { Plan, PlannedService } from '../plan.ts';
import { metadata } from './metadata.ts';

const familyName = (f: Family): string => (f === 4 ? 'IPv4' : 'IPv6');

function specOf(plan: Plan, service: PlannedService): Record<string, unknown> {
  const type = service.type ?? 'ClusterIP';
  const ips = service.headless ? ['None'] : plan.families.map((f) => service.clusterIPs[f] ?? '');
  const external = type === 'ClusterIP' ? (service.externalIPs ? 'Cluster' : undefined) : 'Cluster';
  return {
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
    clusterIP: ips[0],
    clusterIPs: ips,
    externalIPs: service.externalIPs,
    externalTrafficPolicy: service.externalTrafficPolicy ?? external,
    internalTrafficPolicy: service.internalTrafficPolicy ?? 'Cluster',
    ipFamilies: plan.families.map(familyName),
    ipFamilyPolicy: plan.families.length > 1 ? 'PreferDualStack' : 'SingleStack',
    loadBalancerSourceRanges: service.loadBalancerSourceRanges,
    ports: service.ports.map((p) => ({
      ...(p.name ? { name: p.name } : {}),
      ...(p.nodePort === undefined ? {} : { nodePort: p.nodePort }),
      port: p.port,
      protocol: (p.protocol ?? 'tcp').toUpperCase(),
      targetPort: p.targetPort ?? p.port,
    })),
    selector: service.selector,
    sessionAffinity: service.sessionAffinitySeconds === undefined ? 'None' : 'ClientIP',
    ...(service.sessionAffinitySeconds === undefined
      ? {}
      : { sessionAffinityConfig: { clientIP: { timeoutSeconds: service.sessionAffinitySeconds } } }),
    type,
  };
}

export const serviceObjects = (plan: Plan): KubeObject[] =>
  plan.services.map((service) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata('Service', service.name, { namespace: service.namespace }),
    spec: specOf(plan, service),
    status: {
      loadBalancer: service.loadBalancerIPs
        ? { ingress: service.loadBalancerIPs.map((ip) => ({ ip, ipMode: 'VIP' })) }
        : {},
    },
  }));
