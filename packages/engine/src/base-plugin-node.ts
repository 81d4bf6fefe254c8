import { familyOf, type LinkPacket } from '@skoop/model';
import type { Cluster } from './cluster.ts';
import type { IPCache } from './ip-cache.ts';
import type { Link, NetNodeAction, Transmission } from './net-node.ts';
import type { KubeNode } from './objects/node.ts';
import type { Pod } from './objects/pod.ts';
import type { ServiceCall, ServiceProcessor } from './promise/service-processor.ts';

/** The seed's interface: a plugin's node, asked by kind of destination. `upstream` is undefined where the node itself sends. */
export type SimplePluginNode = {
  toPod(upstream: Link | undefined, packet: LinkPacket, pod: Pod): readonly Transmission[];
  toHost(upstream: Link | undefined, packet: LinkPacket, node: string): readonly Transmission[];
  toService(upstream: Link | undefined, packet: LinkPacket, call: ServiceCall): readonly Transmission[];
  toExternal(upstream: Link | undefined, packet: LinkPacket): readonly Transmission[];
  serve(upstream: Link | undefined, packet: LinkPacket): readonly Transmission[];
};

export type BasePluginNodeOptions = {
  readonly node: KubeNode;
  readonly cluster: Cluster;
  readonly ipCache: IPCache;
  readonly simple: SimplePluginNode;
};

/** Classifies what a node sends or receives, and asks the plugin for the promise of that kind. */
export function createBasePluginNode({ node, cluster, ipCache, simple }: BasePluginNodeOptions): NetNodeAction {
  const dispatch = (upstream: Link | undefined, packet: LinkPacket): readonly Transmission[] => {
    const call = serviceCall(cluster, ipCache, node.name, packet);
    if (call) return simple.toService(upstream, packet, call);
    return dispatchDirect(ipCache, node.name, simple, upstream, packet);
  };
  return {
    send: ({ address, port }, protocol) =>
      dispatch(undefined, { src: ownAddress(node, ipCache, address), dst: address, dport: port, protocol }),
    receive: (upstream) => dispatch(upstream, upstream.packet),
  };
}

/** The same, for a destination that is no service (any more). */
export function dispatchDirect(
  ipCache: IPCache,
  self: string,
  simple: SimplePluginNode,
  upstream: Link | undefined,
  packet: LinkPacket,
): readonly Transmission[] {
  const owner = ipCache.ownerOf(packet.dst);
  if (owner?.kind === 'node') {
    if (owner.node === self) return simple.serve(upstream, packet);
    return simple.toHost(upstream, packet, owner.node);
  }
  if (owner?.kind === 'pod') return simple.toPod(upstream, packet, owner.pod);
  return simple.toExternal(upstream, packet);
}

export const ownAddress = (node: KubeNode, ipCache: IPCache, to: string): string =>
  [...node.addresses, ...ipCache.addressesOfNode(node.name)].find((a) => familyOf(a) === familyOf(to)) ?? '';

/** The service that an address and port mean at this node: a service's own address, or a NodePort on one of the node's. */
export function serviceCall(
  cluster: Cluster,
  ipCache: IPCache,
  node: string,
  packet: LinkPacket,
): ServiceCall | undefined {
  const dport = typeof packet.dport === 'number' ? packet.dport : undefined;
  const owned = ipCache.serviceAt(packet.dst);
  const base = { address: packet.dst, node, source: packet.src };
  if (owned) {
    const port = owned.service.ports.find((p) => p.port === dport && p.protocol === packet.protocol);
    return port && !owned.service.otherProxy ? { ...base, service: owned.service, port, as: owned.as } : undefined;
  }
  if (ipCache.nodeAt(packet.dst) !== node || dport === undefined) return undefined;
  for (const service of cluster.services) {
    const port = service.ports.find((p) => p.nodePort === dport && p.protocol === packet.protocol);
    if (port) return { ...base, service, port, as: 'NodePort' };
  }
  return undefined;
}

/** Most plugins leave Services to kube-proxy: the packet is translated here and goes on to the endpoints that it promises. */
export function viaServiceProcessor(
  processor: ServiceProcessor,
  call: ServiceCall,
  packet: LinkPacket,
  nodeAddress: string,
  forward: (packet: LinkPacket) => readonly Transmission[],
): readonly Transmission[] {
  const promise = processor.process(call);
  if (promise.kind !== 'endpoints') {
    const cause = promise.kind === 'drop' ? promise.cause : 'no-endpoints';
    return [{ kind: 'refuse', how: promise.kind, cause, why: promise.why, share: 1 }];
  }
  return promise.endpoints.flatMap(({ endpoint, port, share }) => {
    const hairpin = endpoint.address === packet.src;
    const src = promise.masquerade || hairpin ? nodeAddress : packet.src;
    const translated = { ...packet, src, dst: endpoint.address, dport: port };
    return forward(translated).map((t) => ({
      ...t,
      ...(t.kind === 'link' ? { action: 'service' as const } : {}),
      ...(t.kind === 'serve' ? { packet: translated } : {}),
      share: t.share * share,
    }));
  });
}
