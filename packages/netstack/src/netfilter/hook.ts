import type { Address, Evidence, Gap, Packet, RuleStep, Step } from '@skoop/model';
import type { Flow } from '../flow.ts';
import type { Fork } from '../fork.ts';
import type { Namespace } from '../namespace.ts';
import type { OpenSocket } from '../socket/open-socket.ts';
import type { Work } from '../work.ts';

/** enum nf_inet_hooks, by the names of the built-in chains. */
export type InetHook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** What is known of the local process behind a locally made or locally delivered packet. */
export type SocketOwner = { readonly uid?: number; readonly gid?: number };

/** One packet at one hook: struct nf_hook_state and the parts of sk_buff that rules look at. */
export type HookInput = {
  readonly ns: Namespace;
  readonly hook: InetHook;
  /**
   * Absent: a hook of the IP families. `bridge`: NFPROTO_BRIDGE, whose devices are ports. `netdev`: a device's own hook, ingress where
   * `hook` is PREROUTING (`inDevice` is the device), egress where it is POSTROUTING (`outDevice`). `arp`: NFPROTO_ARP, which has INPUT
   * and OUTPUT alone.
   */
  readonly layer?: 'bridge' | 'netdev' | 'arp';
  /** Of an ARP packet: which of the two it is. */
  readonly arp?: 'request' | 'reply';
  readonly packet: Packet;
  readonly flow: Flow;
  /** state->in, state->out. */
  readonly inDevice?: string;
  readonly outDevice?: string;
  /** nf_bridge->physindev / physoutdev, where br_netfilter brought the frame here. */
  readonly physInDevice?: string;
  readonly physOutDevice?: string;
  /** The frame is being bridged, not routed (called from br_netfilter): physdev-is-bridged. */
  readonly bridged?: boolean;
  readonly sourceMac?: string;
  readonly destinationMac?: string;
  /** skb->pkt_type. */
  readonly packetType?: 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'loopback';
  /** Next hop of the route in use: MASQUERADE chooses its address by it. */
  readonly nextHop?: string;
  readonly owner?: SocketOwner;
  /** Connected sockets of the conversation, of all namespaces. */
  readonly sockets?: readonly OpenSocket[];
  /** OUTPUT is called by IPVS for a packet on its way: it keeps the connection that it carries. */
  readonly continued?: boolean;
  /** What asking rules may still cost; absent: each table has its own allowance. */
  readonly work?: Work;
};

/** `--reject-with`, by the names of iptables (`icmp-port-unreachable`, `tcp-reset`, `icmp6-adm-prohibited`, ...). */
export type RejectType = string;

/** What the hook decided. `accept` may carry a changed packet; the caller compares to see what to route again. */
export type HookResult = { readonly steps: readonly Step[]; readonly flow: Flow } & (
  | {
      readonly kind: 'accept';
      readonly packet: Packet;
      readonly tproxy?: { readonly address?: string; readonly port?: number };
      /** ip_route_me_harder(): the packet must be routed as if this machine had sent it. */
      readonly reroute?: boolean;
    }
  | {
      readonly kind: 'drop';
      readonly packet: Packet;
      readonly stage: string;
      readonly reason: string;
      readonly evidence: readonly Evidence[];
      readonly rejectWith?: RejectType;
    }
  | { readonly kind: 'unknown'; readonly packet: Packet; readonly stage: string; readonly gap: Gap }
  /** NF_STOLEN by IPVS, which sends the packet to a real server itself: `packet` as it came, `changed` as it will leave. */
  | {
      readonly kind: 'transmit';
      readonly packet: Packet;
      readonly method: 'masq' | 'route' | 'tunnel';
      readonly server: Address;
      readonly changed: Packet;
    }
);

export type RunHook = (input: HookInput) => readonly Fork<HookResult>[];
export type { RuleStep };
