import { type Address, familyOf, parsePrefix, prefixContains } from '@skoop/model';
import type { Cluster } from '../cluster.ts';
import type { IPCache } from '../ip-cache.ts';
import type { ServiceEndpoint } from '../objects/service-endpoints.ts';
import type { ServiceCall, ServiceProcessor, ServicePromise } from './service-processor.ts';

/**
 * kube-proxy's choice of endpoints, alike in all its modes.
 * kubernetes: pkg/proxy/topology.go: CategorizeEndpoints(); pkg/proxy/iptables/proxier.go: syncProxyRules().
 */
export function kubeProxyServiceProcessor(
  cluster: Cluster,
  ipCache: IPCache,
  clusterCidrs: readonly string[],
): ServiceProcessor {
  const isPod = (address: Address): boolean =>
    ipCache.podAt(address) !== undefined || clusterCidrs.some((c) => contains(c, address));
  return { name: 'kube-proxy', process: (call) => process(cluster, ipCache, isPod, call) };
}

function process(
  cluster: Cluster,
  ipCache: IPCache,
  isPod: (a: Address) => boolean,
  call: ServiceCall,
): ServicePromise {
  const { service, as, node } = call;
  const family = familyOf(call.address);
  const all = (cluster.endpoints.get(service.key) ?? []).filter(
    (e) => familyOf(e.address) === family && portOf(e, call) !== undefined,
  );
  const anywhere = orTerminating(all);
  if (anywhere.endpoints.length === 0) return { kind: 'reject', why: noEndpoints(service.key, all) };
  if (as === 'LoadBalancer' && !inSourceRanges(service.sourceRanges, call.source, ipCache, node))
    return {
      kind: 'drop',
      cause: 'source-range',
      why: `${call.source} is in none of loadBalancerSourceRanges of ${service.key}: ${service.sourceRanges.join(', ')}`,
    };
  const external = as !== 'ClusterIP';
  const fromCluster = isPod(call.source) || ipCache.nodeAt(call.source) === node;
  // Pods and the node itself are short-circuited to the cluster's endpoints, whatever externalTrafficPolicy says.
  const local = external ? service.externalPolicy === 'Local' && !fromCluster : service.internalPolicy === 'Local';
  if (local) {
    const here = orTerminating(all.filter((e) => e.node === node));
    if (here.endpoints.length === 0)
      return {
        kind: 'drop',
        cause: 'no-local-endpoint',
        why: `${external ? 'externalTrafficPolicy' : 'internalTrafficPolicy'} of ${service.key} is Local, and ${node} has no ready endpoint of it`,
      };
    return chosen(call, here.endpoints, false, `${here.choice} endpoints on ${node}`);
  }
  const zone = cluster.nodesByName.get(node)?.zone;
  const near = byHints(anywhere.endpoints, node, zone);
  const masquerade = external ? service.externalPolicy !== 'Local' || !isPod(call.source) : !isPod(call.source);
  return chosen(call, near.endpoints, masquerade, near.choice ?? `${anywhere.choice} endpoints`);
}

/** Ready ones; if there are none, those that still serve while they terminate. */
function orTerminating(endpoints: readonly ServiceEndpoint[]): {
  endpoints: readonly ServiceEndpoint[];
  choice: string;
} {
  const ready = endpoints.filter((e) => e.ready);
  if (ready.length > 0) return { endpoints: ready, choice: 'ready' };
  return { endpoints: endpoints.filter((e) => e.serving && e.terminating), choice: 'serving but terminating' };
}

/** Hints count only if every endpoint has one and the node's own zone (or the node) gets at least one endpoint. */
function byHints(
  endpoints: readonly ServiceEndpoint[],
  node: string,
  zone: string | undefined,
): { endpoints: readonly ServiceEndpoint[]; choice?: string } {
  if (endpoints.every((e) => e.nodes.length > 0)) {
    const here = endpoints.filter((e) => e.nodes.includes(node));
    if (here.length > 0) return { endpoints: here, choice: `endpoints hinted for ${node}` };
  }
  if (zone !== undefined && endpoints.every((e) => e.zones.length > 0)) {
    const here = endpoints.filter((e) => e.zones.includes(zone));
    if (here.length > 0) return { endpoints: here, choice: `endpoints hinted for zone ${zone}` };
  }
  return { endpoints };
}

function chosen(
  call: ServiceCall,
  endpoints: readonly ServiceEndpoint[],
  masquerade: boolean,
  choice: string,
): ServicePromise {
  const share = 1 / endpoints.length;
  const out = endpoints.map((endpoint) => ({ endpoint, port: portOf(endpoint, call) ?? 0, share }));
  return { kind: 'endpoints', endpoints: out, masquerade, choice };
}

/** Ports of slices carry the name of the service's port; each slice maps it to a number of its own. */
const portOf = (endpoint: ServiceEndpoint, { port }: Pick<ServiceCall, 'port'>): number | undefined =>
  endpoint.ports.find((p) => p.name === port.name && p.protocol === port.protocol)?.port;

/** Without ranges everybody may; the load balancer's own node checks health from an address of its own. */
function inSourceRanges(ranges: readonly string[], source: Address, ipCache: IPCache, node: string): boolean {
  const valid = ranges.filter((r) => parsePrefix(r)?.family === familyOf(source));
  if (ranges.length === 0) return true;
  return valid.some((r) => contains(r, source)) || ipCache.nodeAt(source) === node;
}

const contains = (cidr: string, address: Address): boolean => {
  const prefix = parsePrefix(cidr);
  return prefix !== undefined && prefixContains(prefix, address);
};

function noEndpoints(service: string, all: readonly ServiceEndpoint[]): string {
  if (all.length === 0) return `service ${service} has no endpoints`;
  return `none of the ${all.length} endpoints of service ${service} is ready`;
}
