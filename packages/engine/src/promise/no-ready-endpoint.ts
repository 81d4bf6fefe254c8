import type { Cluster } from '../cluster.ts';
import type { Service } from '../objects/service.ts';

/** kube-proxy's health check of a Local service on a node says no: no ready endpoint there. */
export const noReadyEndpointOn = (cluster: Cluster, service: Service, node: string): boolean =>
  !(cluster.endpoints.get(service.key) ?? []).some((e) => e.node === node && e.ready);
