import type { Address, Assumption, Evidence, Frame, Gap, Packet, Sentence } from '@skoop/model';
import type { Fork } from './fork.ts';
import type { Namespace, NetnsKey } from './namespace.ts';

/** Where a frame or packet that left all known namespaces goes. */
export type Delivery =
  /** Comes in at a device of a namespace, as a frame from the wire. */
  | {
      readonly kind: 'arrives';
      readonly netns: NetnsKey;
      readonly device: string;
      readonly frame: Frame;
      readonly note?: Sentence;
      readonly evidence?: readonly Evidence[];
    }
  /** Reaches a host outside all nodes that owns the destination address. */
  | { readonly kind: 'outside'; readonly address: Address; readonly assumption: Assumption }
  /** Nobody out there carries or answers it. Reported with node '' and netns 'external'. */
  | {
      readonly kind: 'lost';
      readonly stage: string;
      readonly reason: string;
      readonly sentence: Sentence;
      readonly evidence: readonly Evidence[];
      /** What this was concluded from, where the snapshot does not say it. */
      readonly assumption?: Assumption;
    }
  /** No machine on the link answers for the next hop: the sender's neighbour resolution fails. */
  | { readonly kind: 'no-neighbour'; readonly sentence: Sentence; readonly evidence: readonly Evidence[] }
  /** A node whose dump is needed to go on. */
  | { readonly kind: 'missing'; readonly node: string; readonly gap: Gap };

/** A device of some namespace. */
export type DeviceEnd = { readonly netns: NetnsKey; readonly device: string };

/**
 * The port through which the walk sees everything between namespaces. The engine implements it from a snapshot and asks the
 * provider's InfraShim what lies between nodes.
 */
export type World = {
  /** undefined: not in the snapshot. */
  namespace(key: NetnsKey): Namespace | undefined;
  /** Other end of a veth: by `link-netnsid` and ifindex, else by the unique pair of indices. */
  vethPeer(key: NetnsKey, device: string): DeviceEnd | undefined;
  /** The device that another sits on (VLAN, macvlan, ipvlan), which may be in another namespace. undefined: not in the snapshot, or ambiguous. */
  lowerDevice(key: NetnsKey, device: string): DeviceEnd | undefined;
  /** Devices of any namespace that sit on one. */
  upperDevices(key: NetnsKey, device: string): readonly DeviceEnd[];
  /**
   * A packet leaves a node by a device that has no peer in the snapshot (a NIC, or a veth into the underlay), towards `nextHop` on that
   * link (the destination itself if it is on-link). `destinationMac` is set where the node's own tables fix it (a permanent
   * neighbour, a bridge port); else neighbour resolution is part of the answer.
   */
  transmit(
    from: NetnsKey,
    device: string,
    nextHop: Address,
    packet: Packet,
    destinationMac?: string,
  ): readonly Fork<Delivery>[];
  /** MTU of the network by which hosts outside reach the nodes, bytes; absent: nothing tells. Routers before it cut, or refuse, what is longer. */
  readonly outsideMtu?: number;
  /** A packet that a host outside sends: where does the underlay bring it? */
  enter(packet: Packet): readonly Fork<Delivery>[];
};
