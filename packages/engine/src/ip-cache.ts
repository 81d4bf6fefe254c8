import { type Address, isLinkLocal, isLoopback, type NamespaceDump, type Snapshot } from '@skoop/model';
import { type Cluster, clusterOf } from './cluster.ts';
import type { KubeNode } from './objects/node.ts';
import type { Pod } from './objects/pod.ts';
import type { Service } from './objects/service.ts';

/** Whose an address is. A service's address may be called in four ways; NodePorts are the node's. */
export type AddressOwner =
  | { readonly kind: 'pod'; readonly pod: Pod }
  | { readonly kind: 'node'; readonly node: string; readonly object?: KubeNode }
  | {
      readonly kind: 'service';
      readonly service: Service;
      readonly as: 'ClusterIP' | 'ExternalIP' | 'LoadBalancer';
    };

/**
 * Who owns an address, by what kinds of owners know of it:
 * - finished pods own nothing: their address is free, perhaps another pod's already
 * - pods with hostNetwork own nothing: the address is their node's
 * - an address that several running pods claim is `duplicates`' business; `podAt` prefers one that is not terminating
 * - a node's addresses are those of its object, and those of its own network namespace where it was collected
 */
export type IPCache = {
  ownerOf(address: Address): AddressOwner | undefined;
  podAt(address: Address): Pod | undefined;
  /** Pods that run in the node's own network. */
  hostPodsAt(address: Address): readonly Pod[];
  nodeAt(address: Address): string | undefined;
  serviceAt(address: Address): Extract<AddressOwner, { kind: 'service' }> | undefined;
  /** The finished pod that had the address last, if nobody has it now. */
  formerPodAt(address: Address): Pod | undefined;
  /** Addresses that more than one live pod claims. */
  readonly duplicates: ReadonlyMap<Address, readonly Pod[]>;
  /** Every own address of a node: objects first, then dump. */
  addressesOfNode(node: string): readonly Address[];
};

const cache = new WeakMap<Snapshot, IPCache>();

export function ipCacheOf(snapshot: Snapshot): IPCache {
  const hit = cache.get(snapshot);
  if (hit) return hit;
  const made = build(clusterOf(snapshot));
  cache.set(snapshot, made);
  return made;
}

function build(cluster: Cluster): IPCache {
  const live = new Map<Address, Pod[]>();
  const former = new Map<Address, Pod>();
  const host = new Map<Address, Pod[]>();
  for (const pod of cluster.pods) {
    for (const address of pod.addresses) {
      if (pod.hostNetwork) push(host, address, pod);
      else if (pod.finished) former.set(address, pod);
      else push(live, address, pod);
    }
  }
  const nodes = new Map<Address, string>();
  const own = new Map<string, Set<Address>>();
  const claim = (node: string, address: Address): void => {
    if (!nodes.has(address)) nodes.set(address, node);
    const set = own.get(node) ?? new Set<Address>();
    own.set(node, set.add(address));
  };
  for (const n of cluster.nodes) for (const a of [...n.addresses, ...n.externalAddresses]) claim(n.name, a);
  for (const dump of cluster.snapshot.nodes.values())
    for (const a of nodeAddresses(dump.namespaces[0])) claim(dump.node, a);
  const services = serviceAddresses(cluster.services);
  const podAt = (address: Address): Pod | undefined => {
    const claims = live.get(address);
    return claims?.find((p) => !p.terminating) ?? claims?.[0];
  };
  const ownerOf = (address: Address): AddressOwner | undefined => {
    const node = nodes.get(address);
    if (node !== undefined) return { kind: 'node', node, object: cluster.nodesByName.get(node) };
    const pod = podAt(address);
    return pod ? { kind: 'pod', pod } : services.get(address);
  };
  return {
    ownerOf,
    podAt,
    hostPodsAt: (address) => host.get(address) ?? [],
    nodeAt: (address) => nodes.get(address),
    serviceAt: (address) => services.get(address),
    formerPodAt: (address) => (ownerOf(address) ? undefined : former.get(address)),
    duplicates: new Map([...live].filter(([, pods]) => pods.length > 1)),
    addressesOfNode: (node) => [...(own.get(node) ?? [])],
  };
}

/** Addresses by which a node can be called: not loopback or link-local, and not the service addresses that IPVS binds. */
function nodeAddresses(dump: NamespaceDump | undefined): Address[] {
  if (!dump) return [];
  return dump.addresses
    .filter((a) => a.device !== 'kube-ipvs0' && a.device !== 'lo' && !isLoopback(a.address) && !isLinkLocal(a.address))
    .map((a) => a.address);
}

function serviceAddresses(services: readonly Service[]): Map<Address, Extract<AddressOwner, { kind: 'service' }>> {
  const out = new Map<Address, Extract<AddressOwner, { kind: 'service' }>>();
  for (const service of services) {
    const each = [
      ['ClusterIP', service.clusterAddresses],
      ['LoadBalancer', service.loadBalancerAddresses],
      ['ExternalIP', service.externalAddresses],
    ] as const;
    for (const [as, addresses] of each)
      for (const address of addresses) if (!out.has(address)) out.set(address, { kind: 'service', service, as });
  }
  return out;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const at = map.get(key);
  if (at) at.push(value);
  else map.set(key, [value]);
}
