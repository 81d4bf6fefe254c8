import { type Address, canonicalAddress, type KubeObject } from '@skoop/model';
import { integer, isTrue, list, text, textMap, texts } from './field.ts';

export type ServicePort = {
  readonly name: string;
  /** `tcp`, `udp`, `sctp`. */
  readonly protocol: string;
  readonly port: number;
  /** Number, or name of a container port; the service's own port if absent. */
  readonly targetPort: number | string;
  readonly nodePort?: number;
};

export type TrafficPolicy = 'Cluster' | 'Local';

/** What diagnosis needs to know of a Service. */
export type Service = {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly type: string;
  /** Without `None`. */
  readonly clusterAddresses: readonly Address[];
  readonly headless: boolean;
  readonly externalName?: string;
  readonly externalAddresses: readonly Address[];
  /** Addresses of the load balancer that kube-proxy captures (ipMode is not Proxy). */
  readonly loadBalancerAddresses: readonly Address[];
  readonly ports: readonly ServicePort[];
  readonly selector: ReadonlyMap<string, string>;
  readonly internalPolicy: TrafficPolicy;
  readonly externalPolicy: TrafficPolicy;
  readonly clientIpAffinity: boolean;
  readonly sourceRanges: readonly string[];
  readonly publishNotReady: boolean;
  /** kube-proxy leaves the service to somebody else. */
  readonly otherProxy: boolean;
  readonly object: KubeObject;
};

export function readService(object: KubeObject): Service {
  const namespace = text(object, 'metadata', 'namespace') ?? 'default';
  const name = text(object, 'metadata', 'name') ?? '';
  const labels = textMap(object, 'metadata', 'labels');
  const annotations = textMap(object, 'metadata', 'annotations');
  const type = text(object, 'spec', 'type') ?? 'ClusterIP';
  const ips = texts(object, 'spec', 'clusterIPs');
  const all = ips.length > 0 ? ips : [text(object, 'spec', 'clusterIP') ?? ''];
  const ranges = texts(object, 'spec', 'loadBalancerSourceRanges');
  const annotated = annotations.get('service.beta.kubernetes.io/load-balancer-source-ranges');
  return {
    namespace,
    name,
    key: `${namespace}/${name}`,
    type,
    clusterAddresses: all.flatMap((ip) => canonicalAddress(ip) ?? []),
    headless: all.includes('None') || (type !== 'ExternalName' && all.every((ip) => ip === '')),
    externalName: type === 'ExternalName' ? text(object, 'spec', 'externalName') : undefined,
    externalAddresses: texts(object, 'spec', 'externalIPs').flatMap((ip) => canonicalAddress(ip) ?? []),
    loadBalancerAddresses: list(object, 'status', 'loadBalancer', 'ingress')
      .filter((i) => text(i, 'ipMode') !== 'Proxy')
      .flatMap((i) => canonicalAddress(text(i, 'ip') ?? '') ?? []),
    ports: list(object, 'spec', 'ports').flatMap((p) => readServicePort(p) ?? []),
    selector: textMap(object, 'spec', 'selector'),
    internalPolicy: text(object, 'spec', 'internalTrafficPolicy') === 'Local' ? 'Local' : 'Cluster',
    externalPolicy: text(object, 'spec', 'externalTrafficPolicy') === 'Local' ? 'Local' : 'Cluster',
    clientIpAffinity: text(object, 'spec', 'sessionAffinity') === 'ClientIP',
    sourceRanges: ranges.length > 0 ? ranges : annotated ? annotated.split(',').map((r) => r.trim()) : [],
    publishNotReady: isTrue(object, 'spec', 'publishNotReadyAddresses'),
    otherProxy: labels.has('service.kubernetes.io/service-proxy-name'),
    object,
  };
}

function readServicePort(value: unknown): ServicePort | undefined {
  const port = integer(value, 'port');
  if (port === undefined) return undefined;
  const target = text(value, 'targetPort') ?? integer(value, 'targetPort');
  const nodePort = integer(value, 'nodePort');
  return {
    name: text(value, 'name') ?? '',
    protocol: (text(value, 'protocol') ?? 'TCP').toLowerCase(),
    port,
    targetPort: target === undefined || target === 0 || target === '' ? port : target,
    nodePort: nodePort === 0 ? undefined : nodePort,
  };
}
