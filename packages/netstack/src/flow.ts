import type { Address, Family, IpProtocol, Port } from '@skoop/model';
import type { NetnsKey } from './namespace.ts';

/** struct nf_conntrack_tuple: one direction of a connection. Ports may be symbolic. */
export type Tuple = {
  readonly family: Family;
  readonly protocol: IpProtocol;
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort?: Port;
  readonly destinationPort?: Port;
  readonly icmp?: { readonly type: number; readonly code: number; readonly id?: Port };
};

/** struct nf_conn: what one namespace remembers of one connection of this conversation. */
export type Connection = {
  readonly zone: number;
  readonly original: Tuple;
  readonly reply: Tuple;
  /** In the table, so that later packets find it (nf_conntrack_confirm). */
  readonly confirmed: boolean;
  readonly seenReply: boolean;
  readonly assured: boolean;
  /** IPS_SRC_NAT, IPS_DST_NAT: the tuple was changed. */
  readonly sourceNat: boolean;
  readonly destinationNat: boolean;
  /** IPS_SRC_NAT_DONE, IPS_DST_NAT_DONE: the nat hooks made their decision, also that nothing changes. */
  readonly sourceNatDone: boolean;
  readonly destinationNatDone: boolean;
  readonly mark: number;
  /** nat->masq_index: the device that it was masqueraded for. */
  readonly masqueradedFor?: string;
  readonly related: boolean;
  /** TCP: data of this direction went by untracked, so that whoever acknowledges it seems to lie. */
  readonly unseen?: 'original' | 'reply';
  /** IP_CT_TCP_FLAG_BE_LIBERAL: begun without a SYN, sequence numbers do not count. */
  readonly liberal?: boolean;
  /** Protocol tracker's own state: TCP's `SYN_SENT`, `SYN_RECV`, `ESTABLISHED`, ...; '' elsewhere. */
  readonly state: string;
};

/** enum ip_conntrack_info, by the words of `ctstate`; `reply`: the packet goes against the original direction. */
export type Attached =
  /** IP_CT_UNTRACKED. */
  | { readonly kind: 'untracked' }
  /** A template of `-j CT` or nft `ct zone set`: conntrack has not looked yet. */
  | { readonly kind: 'template'; readonly zone: number }
  /** A connection by the key of its tuples, see conntrack/tuple.ts. */
  | {
      readonly kind: 'connection';
      readonly key: string;
      readonly state: 'new' | 'established' | 'related';
      readonly reply: boolean;
      /** REJECT answers this packet with a RST, which will carry the connection too: nf_ct_attach(). */
      readonly rejected?: boolean;
    };

/** struct ip_vs_conn: what IPVS of one namespace remembers of one connection of this conversation. */
export type IpvsConnection = {
  readonly family: Family;
  readonly protocol: IpProtocol;
  /** caddr, cport; vaddr, vport; daddr, dport. */
  readonly client: Address;
  readonly clientPort?: Port;
  readonly virtual: Address;
  readonly virtualPort?: Port;
  readonly server: Address;
  readonly serverPort?: Port;
  readonly method: 'masq' | 'route' | 'tunnel';
  /** IP_VS_CONN_F_NFCT: conntrack keeps following its packets. */
  readonly tracked: boolean;
  /** Line of the real server in section `ipvs`. */
  readonly line: number;
};

export type IpvsState = {
  readonly connections: readonly IpvsConnection[];
  /** skb->ipvs_property of the packet in flight: IPVS has handled it already. */
  readonly handled: boolean;
};

/** What a SYN offers, a SYN-ACK takes up, and all other segments carry. Resets have no options. */
export type TcpOptions = {
  readonly syn: readonly number[];
  readonly synAck: readonly number[];
  readonly rest: readonly number[];
};

/** struct endpoint: where a WireGuard peer was heard from, and the own address that it spoke to. */
export type HeardPeer = { readonly address: Address; readonly port: Port; readonly own: Address };

/**
 * What the kernels have learned from this conversation so far, carried from packet to packet inside one future.
 * Immutable: a change makes a new one, so that futures do not see each other.
 */
export type Flow = {
  readonly connections: ReadonlyMap<NetnsKey, readonly Connection[]>;
  /** skb->_nfct of the packet in flight in each namespace; absent: none, which rules see as INVALID. */
  readonly attached: ReadonlyMap<NetnsKey, Attached>;
  /** Bridge FDB entries learned on the way, by learnedKey() -> port. */
  readonly learned: ReadonlyMap<string, string>;
  /** Neighbours that asked first, and are known since: `<netns key>/<device>/<address>` -> hardware address. */
  readonly neighbours: ReadonlyMap<string, string>;
  /** Path MTU learned from ICMP errors: `<netns key>/<destination>` -> bytes. */
  readonly pathMtu: ReadonlyMap<string, number>;
  /** Choices that the kernel makes by hash, so that later packets of the flow meet the same one: a key of the chooser -> index. */
  readonly hashed: ReadonlyMap<string, number>;
  /** WireGuard peers that shook hands: `<netns key>/<device>/<peer key>` -> address and port that it was heard from, own address. */
  readonly peers?: ReadonlyMap<string, HeardPeer>;
  /** Options of TCP segments beside MSS, by their numbers; absent: nothing tells what the ends send. */
  readonly tcpOptions?: TcpOptions;
  /** Absent: no IPVS was met yet. */
  readonly ipvs?: ReadonlyMap<NetnsKey, IpvsState>;
};

export const emptyFlow: Flow = {
  connections: new Map(),
  attached: new Map(),
  learned: new Map(),
  neighbours: new Map(),
  pathMtu: new Map(),
  hashed: new Map(),
};
