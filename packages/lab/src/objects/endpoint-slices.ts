import type { Family, KubeObject } from '@skoop/model';
import { type Endpoint, endpointsOf } from '../endpoints.ts';
import { uidOf } from '../identity.ts';
import type { Plan, PlannedService } from '../plan.ts';
import { metadata } from './metadata.ts';

type SlicePort = { readonly name: string; readonly port: number; readonly protocol: string };
type Group = { readonly ports: SlicePort[]; readonly endpoints: Endpoint[] };

/** One slice holds endpoints that have the same ports: a named target port may resolve differently from pod to pod. */
function groups(plan: Plan, service: PlannedService, family: Family): Group[] {
  const byAddress = new Map<string, Group>();
  for (const port of service.ports)
    for (const e of endpointsOf(plan, service, port, family)) {
      const key = `${e.address} ${e.node}`;
      const group = byAddress.get(key) ?? { ports: [], endpoints: [e] };
      group.ports.push({ name: port.name ?? '', port: e.port, protocol: (port.protocol ?? 'tcp').toUpperCase() });
      byAddress.set(key, group);
    }
  const byPorts = new Map<string, Group>();
  for (const g of byAddress.values()) {
    const key = JSON.stringify(g.ports);
    const group = byPorts.get(key) ?? { ports: g.ports, endpoints: [] };
    group.endpoints.push(...g.endpoints);
    byPorts.set(key, group);
  }
  // A service whose selector matches nothing has one empty slice.
  return byPorts.size > 0 ? [...byPorts.values()] : [{ ports: [], endpoints: [] }];
}

const endpointObject = (e: Endpoint) => ({
  addresses: [e.address],
  conditions: { ready: e.ready, serving: e.ready, terminating: false },
  nodeName: e.node,
  ...(e.pod ? { targetRef: { kind: 'Pod', name: e.pod.name, namespace: e.pod.namespace, uid: e.pod.uid } } : {}),
});

export const endpointSliceObjects = (plan: Plan): KubeObject[] =>
  plan.services.flatMap((service) =>
    plan.families.flatMap((family) =>
      groups(plan, service, family).map((group, i) => {
        const suffix = uidOf('slice', service.key, `${family}/${i}`).slice(0, 5);
        const name = service.manualEndpoints ? service.name : `${service.name}-${suffix}`;
        return {
          addressType: family === 4 ? 'IPv4' : 'IPv6',
          apiVersion: 'discovery.k8s.io/v1',
          endpoints: group.endpoints.map(endpointObject),
          kind: 'EndpointSlice',
          metadata: metadata('EndpointSlice', name, {
            namespace: service.namespace,
            labels: {
              ...(service.manualEndpoints
                ? {}
                : { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' }),
              'kubernetes.io/service-name': service.name,
              ...(service.headless ? { 'service.kubernetes.io/headless': '' } : {}),
            },
          }),
          ports: group.ports,
        };
      }),
    ),
  );
