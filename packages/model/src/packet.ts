import type { Address, Family } from './address.ts';

/** IP protocols by their /etc/protocols name; anything else is its number as text. */
export type IpProtocol =
  | 'tcp'
  | 'udp'
  | 'icmp'
  | 'icmpv6'
  | 'sctp'
  | 'udplite'
  | 'dccp'
  | 'esp'
  | 'ah'
  | 'gre'
  | 'ipip'
  | 'ipv6'
  | (string & {});

/** IPPROTO numbers of the names above. */
export const IP_PROTOCOL_NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  sctp: 132,
  udplite: 136,
};

/** A port that the kernel would pick (ephemeral, or re-allocated by NAT): some value of the closed range, not known which. */
export type PortRange = { readonly from: number; readonly to: number };
export type Port = number | PortRange;

export type TcpFlag = 'FIN' | 'SYN' | 'RST' | 'PSH' | 'ACK' | 'URG' | 'ECE' | 'CWR';

export type IcmpHeader = {
  readonly type: number;
  readonly code: number;
  /** Echo identifier; symbolic like a port. */
  readonly id?: Port;
  /** Next-hop MTU of "fragmentation needed" and "packet too big", bytes. */
  readonly mtu?: number;
  /** The packet that an ICMP error is about, as the sender of the error saw it. */
  readonly about?: Packet;
};

/** An IP packet on its way. Plain data; a change makes a new one. */
export type Packet = {
  readonly family: Family;
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: IpProtocol;
  readonly sourcePort?: Port;
  readonly destinationPort?: Port;
  readonly tcpFlags?: readonly TcpFlag[];
  readonly icmp?: IcmpHeader;
  readonly ttl: number;
  readonly tos: number;
  /** Length of the IP packet in bytes, headers included. */
  readonly length: number;
  readonly dontFragment: boolean;
  /** Length of the largest fragment, where the packet travels in fragments. */
  readonly fragment?: number;
  /** skb->mark: of this namespace only, cleared when the packet leaves it. */
  readonly mark: number;
  /** MSS option of a SYN or SYN-ACK, bytes. */
  readonly mss?: number;
  /** What a tunnel packet carries. */
  readonly encapsulated?: Encapsulation;
};

export type Encapsulation =
  | { readonly kind: 'vxlan' | 'geneve'; readonly vni: number; readonly frame: Frame }
  | ({ readonly kind: 'gretap'; readonly frame: Frame } & GreHeader)
  | { readonly kind: 'ipip' | 'sit' | 'ip6tnl' | 'esp'; readonly packet: Packet }
  | ({ readonly kind: 'gre'; readonly packet: Packet } & GreHeader)
  /** `from`, `to`: public keys of the two peers. `answers`: no data yet, but the answer to a handshake that `packet` waits for. */
  | {
      readonly kind: 'wireguard';
      readonly from: string;
      readonly to: string;
      readonly answers?: boolean;
      readonly packet: Packet;
    };

/** Optional fields of a GRE header (RFC 2890). */
export type GreHeader = { readonly key?: number; readonly checksum?: boolean; readonly sequence?: boolean };

/** A packet on an Ethernet link. MACs in lower-case colon form. */
export type Frame = { readonly sourceMac: string; readonly destinationMac: string; readonly packet: Packet };

export const portLow = (p: Port): number => (typeof p === 'number' ? p : p.from);
export const portHigh = (p: Port): number => (typeof p === 'number' ? p : p.to);
export const samePort = (a: Port | undefined, b: Port | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && portLow(a) === portLow(b) && portHigh(a) === portHigh(b));
/** `8080`, or `32768-60999` for a port the kernel picks. */
export const formatPort = (p: Port): string => (typeof p === 'number' ? String(p) : `${p.from}-${p.to}`);
