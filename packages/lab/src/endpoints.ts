import type { Address, Family } from '@skoop/model';
import type { Plan, PlannedPod, PlannedService } from './plan.ts';
import type { ServicePortSpec } from './topology.ts';

export type Endpoint = {
  readonly address: Address;
  readonly port: number;
  readonly node: string;
  readonly ready: boolean;
  /** Conditions of a pod that is going; default: as ready as `ready` says, and staying. */
  readonly serving?: boolean;
  readonly terminating?: boolean;
  /** Hints of topology-aware routing and of `trafficDistribution`. */
  readonly forZones?: readonly string[];
  readonly forNodes?: readonly string[];
  readonly pod?: PlannedPod;
};

const protocolOf = (port: ServicePortSpec): 'tcp' | 'udp' => port.protocol ?? 'tcp';

/** Port of a pod that a service port goes to; undefined if the pod has no port of that name. */
function resolveTarget(port: ServicePortSpec, pod: PlannedPod): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  return pod.ports.find((p) => p.name === target && (p.protocol ?? 'tcp') === protocolOf(port))?.port;
}

const selects = (selector: Readonly<Record<string, string>>, pod: PlannedPod): boolean =>
  Object.entries(selector).every(([k, v]) => pod.labels[k] === v);

/** Endpoints of one port of a service, as the EndpointSlice controller would find them. */
export function endpointsOf(plan: Plan, service: PlannedService, port: ServicePortSpec, family: Family): Endpoint[] {
  if (service.manualEndpoints)
    return service.manualEndpoints.flatMap((m) => {
      const node = plan.nodes.find((n) => n.name === m.node);
      const address = node?.addresses[family];
      return address ? [{ address, port: m.port, node: m.node, ready: true }] : [];
    });
  const { selector } = service;
  if (!selector) return [];
  return plan.pods
    .filter((pod) => pod.namespace === service.namespace && selects(selector, pod))
    .flatMap((pod) => {
      const number = resolveTarget(port, pod);
      const address = pod.addresses[family];
      return number === undefined || !address
        ? []
        : [{ address, port: number, node: pod.node.name, ready: pod.ready, pod }];
    });
}
