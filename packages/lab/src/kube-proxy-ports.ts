import type { Address, Family } from '@skoop/model';
import { type Endpoint, endpointsOf } from './endpoints.ts';
import type { Plan } from './plan.ts';

/** What kube-proxy knows of one service port (pkg/proxy: ServicePort and its endpoints). */
export type ProxyPort = {
  /** `<namespace>/<service>:<port name>`, without the colon if the port has no name. */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly clusterIp: Address;
  readonly port: number;
  readonly nodePort?: number;
  readonly externalIps: readonly Address[];
  readonly loadBalancerIps: readonly Address[];
  readonly sourceRanges: readonly string[];
  readonly affinitySeconds?: number;
  readonly externalLocal: boolean;
  readonly internalLocal: boolean;
  /** Only with externalTrafficPolicy Local. */
  readonly healthCheckNodePort?: number;
  readonly endpoints: readonly Endpoint[];
};

const ofFamily = (family: Family, texts: readonly string[] = []): string[] =>
  texts.filter((t) => t.includes(':') === (family === 6));

/** All service ports of one family, in the order of the topology. Headless services are none of kube-proxy's business. */
export function proxyPorts(plan: Plan, family: Family): ProxyPort[] {
  return plan.services.flatMap((service) => {
    const clusterIp = service.clusterIPs[family];
    if (!clusterIp) return [];
    return service.ports.map((port) => ({
      name: port.name ? `${service.key}:${port.name}` : service.key,
      protocol: port.protocol ?? 'tcp',
      clusterIp,
      port: port.port,
      nodePort: port.nodePort,
      externalIps: ofFamily(family, service.externalIPs),
      loadBalancerIps: ofFamily(family, service.loadBalancerIPs),
      sourceRanges: ofFamily(family, service.loadBalancerSourceRanges),
      affinitySeconds: service.sessionAffinitySeconds,
      externalLocal: service.externalTrafficPolicy === 'Local',
      internalLocal: service.internalTrafficPolicy === 'Local',
      endpoints: endpointsOf(plan, service, port, family),
    }));
  });
}
