import type { Address, Assumption, Evidence, Packet, Sentence } from '@skoop/model';
import type { Service } from './objects/service.ts';

/** Why the infrastructure would not carry a packet. */
export type Obstacle = {
  /** `security-group`, `route-table`, ... */
  readonly stage: string;
  /** The nearest name of `enum skb_drop_reason`. */
  readonly reason: string;
  readonly sentence: Sentence;
  readonly evidence: readonly Evidence[];
};

/** A node to which a load balancer sends, with its share of new connections. */
export type Backend = { readonly node: string; readonly share: number };

/**
 * What lies between nodes, as a cloud provider knows it. Where it knows no reason to drop, the underlay carries the packet and the
 * verdict says that this was taken as given.
 */
export type InfraShim = {
  readonly name: string;
  nodeToNode(source: string, device: string, destination: string, packet: Packet): Obstacle | undefined;
  nodeToExternal(source: string, device: string, packet: Packet): Obstacle | undefined;
  externalToNode(destination: string, packet: Packet): Obstacle | undefined;
  /** The node to which the underlay routes a pod's address, if it knows pod addresses at all. */
  podRoute(address: Address): { readonly node: string; readonly evidence: readonly Evidence[] } | undefined;
  /** Nodes to which routers outside the nodes lead a service's cluster address; none or absent if only nodes know it. */
  serviceRoute?(service: Service): readonly Backend[];
  /** Nodes to which the service's load balancer or the announcer of an external address sends. */
  balance(
    service: Service,
    address: Address,
  ): { readonly backends: readonly Backend[]; readonly assumption: Assumption };
};
