import type { NamespaceDump, Snapshot } from '@skoop/model';
import { text, textMap } from './objects/field.ts';
import { type KubeNode, readNode } from './objects/node.ts';
import { type Pod, readPod } from './objects/pod.ts';
import { type Policy, readPolicy } from './objects/policy.ts';
import { readService, type Service } from './objects/service.ts';
import {
  type EndpointsByService,
  readEndpoints,
  readSlices,
  type ServiceEndpoint,
} from './objects/service-endpoints.ts';

/** A snapshot's objects as diagnosis reads them, with the indices that it needs. Made once per snapshot by `clusterOf`. */
export type Cluster = {
  readonly snapshot: Snapshot;
  readonly pods: readonly Pod[];
  /** By `<namespace>/<name>`. */
  readonly podsByKey: ReadonlyMap<string, Pod>;
  readonly nodes: readonly KubeNode[];
  readonly nodesByName: ReadonlyMap<string, KubeNode>;
  readonly services: readonly Service[];
  readonly servicesByKey: ReadonlyMap<string, Service>;
  readonly endpoints: EndpointsByService;
  readonly policies: readonly Policy[];
  /** Labels of namespaces, with `kubernetes.io/metadata.name` that every API server sets. */
  readonly namespaces: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

const cache = new WeakMap<Snapshot, Cluster>();

export function clusterOf(snapshot: Snapshot): Cluster {
  const hit = cache.get(snapshot);
  if (hit) return hit;
  const of = (resource: string) =>
    Object.hasOwn(snapshot.objects, resource) ? (snapshot.objects[resource] ?? []) : [];
  const pods = of('pods').map(readPod);
  const nodes = of('nodes').map(readNode);
  const services = of('services').map(readService);
  const cluster: Cluster = {
    snapshot,
    pods,
    podsByKey: new Map(pods.map((p) => [p.key, p])),
    nodes,
    nodesByName: new Map(nodes.map((n) => [n.name, n])),
    services,
    servicesByKey: new Map(services.map((s) => [s.key, s])),
    endpoints: mergedEndpoints(readSlices(of('endpointslices')), readEndpoints(of('endpoints'))),
    policies: of('networkpolicies').map(readPolicy),
    namespaces: namespaceLabels(
      of('namespaces').map((n) => [text(n, 'metadata', 'name') ?? '', textMap(n, 'metadata', 'labels')]),
    ),
  };
  cache.set(snapshot, cluster);
  return cluster;
}

/** Slices are what kube-proxy reads; Endpoints only speak for services without any slice (before 1.21). */
function mergedEndpoints(slices: EndpointsByService, endpoints: EndpointsByService): EndpointsByService {
  const out = new Map<string, readonly ServiceEndpoint[]>(slices.size > 0 ? [] : endpoints);
  for (const [key, value] of slices) out.set(key, value);
  return out;
}

function namespaceLabels(
  given: readonly (readonly [string, ReadonlyMap<string, string>])[],
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(given.map(([name, labels]) => [name, new Map([['kubernetes.io/metadata.name', name], ...labels])]));
}

/** The host namespace of a node's dump. */
export const hostDump = (snapshot: Snapshot, node: string): NamespaceDump | undefined =>
  snapshot.nodes.get(node)?.namespaces[0];
