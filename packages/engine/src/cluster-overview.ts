import { type Address, type ClusterFacts, type EndpointType, type Gap, LEVELS, type Suspicion } from '@skoop/model';
import { assertions } from './assertions/index.ts';
import { hostDump } from './cluster.ts';
import { pluginContext } from './diagnose/diagnostor.ts';
import { byLevelThenId } from './diagnose/path.ts';
import type { FindingContext } from './finding.ts';
import type { NetworkContext } from './network.ts';

export type NodeOverview = {
  readonly name: string;
  readonly addresses: readonly Address[];
  readonly podCidrs: readonly string[];
  readonly zone?: string;
  readonly ready: boolean;
  readonly schedulable: boolean;
  readonly pods: number;
  /** Whether the node's dump is there, whole or with gaps. */
  readonly collection: 'collected' | 'partial' | 'missing';
  readonly kernel?: string;
  /** RFC 3339; '' if unknown. */
  readonly takenAt?: string;
  readonly gaps: readonly Gap[];
};

/** Something that can be asked about. `given` is what to write as source or destination. */
export type EndpointOption = {
  readonly given: string;
  readonly type: EndpointType;
  readonly namespace?: string;
  readonly name: string;
  readonly node?: string;
  readonly addresses: readonly Address[];
  /** Ports that it declares, `tcp/80 http`. */
  readonly ports: readonly { readonly port: number; readonly protocol: string; readonly name: string }[];
  /** Of a pod that cannot be a source: `Pending`, `Succeeded`. */
  readonly state?: string;
};

export type ClusterOverview = {
  readonly facts: ClusterFacts;
  readonly nodes: readonly NodeOverview[];
  /** Findings that need no question, worst first. */
  readonly hazards: readonly Suspicion[];
  readonly endpoints: readonly EndpointOption[];
  readonly gaps: readonly Gap[];
};

/** What there is to know of a cluster before anything is asked. */
export function overviewOf(network: Omit<NetworkContext, 'collectorManager'>): ClusterOverview {
  const { cluster, facts } = network;
  const { snapshot } = cluster;
  const names = [...new Set([...cluster.nodesByName.keys(), ...snapshot.nodes.keys()])].sort();
  const context = pluginContext(network, cluster);
  const findingContext: FindingContext = {
    cluster,
    ipCache: context.ipCache,
    facts,
    networkPolicy: context.networkPolicy,
    nodes: names,
    host: (node) => hostDump(snapshot, node),
    differences: [],
  };
  const pods = new Map<string, number>();
  for (const pod of cluster.pods) if (!pod.finished) pods.set(pod.node, (pods.get(pod.node) ?? 0) + 1);
  return {
    facts,
    nodes: names.map((name) => nodeOverview(network, name, context.ipCache.addressesOfNode(name), pods.get(name) ?? 0)),
    hazards: assertions.flatMap((a) => a.run(findingContext).map((f) => f.suspicion)).toSorted(byLevelThenId(LEVELS)),
    endpoints: endpointOptions(network),
    gaps: snapshot.gaps,
  };
}

function nodeOverview(
  { cluster }: Pick<NetworkContext, 'cluster'>,
  name: string,
  addresses: readonly Address[],
  pods: number,
): NodeOverview {
  const node = cluster.nodesByName.get(name);
  const dump = cluster.snapshot.nodes.get(name);
  const gaps = dump ? [...dump.gaps, ...dump.namespaces.flatMap((n) => n.gaps)] : [];
  return {
    name,
    addresses: node && node.addresses.length > 0 ? node.addresses : addresses,
    podCidrs: node?.podCidrs ?? [],
    zone: node?.zone,
    ready: node?.ready ?? true,
    schedulable: node?.schedulable ?? true,
    pods,
    collection: !dump?.namespaces[0] ? 'missing' : gaps.length > 0 ? 'partial' : 'collected',
    kernel: dump?.kernel,
    takenAt: dump?.takenAt,
    gaps,
  };
}

function endpointOptions({ cluster }: Pick<NetworkContext, 'cluster'>): readonly EndpointOption[] {
  const pods = cluster.pods.map(
    (p): EndpointOption => ({
      given: `pod/${p.key}`,
      type: 'pod',
      namespace: p.namespace,
      name: p.name,
      node: p.node,
      addresses: p.addresses,
      ports: p.ports.map((x) => ({ port: x.port, protocol: x.protocol.toLowerCase(), name: x.name })),
      ...(p.finished || p.addresses.length === 0 ? { state: p.phase } : {}),
    }),
  );
  const services = cluster.services.map(
    (s): EndpointOption => ({
      given: `svc/${s.key}`,
      type: 'service',
      namespace: s.namespace,
      name: s.name,
      addresses: [...s.clusterAddresses, ...s.loadBalancerAddresses, ...s.externalAddresses],
      ports: s.ports.map((x) => ({ port: x.port, protocol: x.protocol, name: x.name })),
      ...(s.externalName === undefined ? {} : { state: `ExternalName ${s.externalName}` }),
    }),
  );
  const nodes = cluster.nodes.map(
    (n): EndpointOption => ({
      given: `node/${n.name}`,
      type: 'node',
      name: n.name,
      node: n.name,
      addresses: n.addresses,
      ports: [],
    }),
  );
  const bare = [...cluster.snapshot.nodes.keys()].filter((n) => !cluster.nodesByName.has(n));
  return [
    ...pods,
    ...services,
    ...nodes,
    ...bare.map(
      (n): EndpointOption => ({ given: `node/${n}`, type: 'node', name: n, node: n, addresses: [], ports: [] }),
    ),
  ].toSorted((a, b) => (a.given < b.given ? -1 : 1));
}
