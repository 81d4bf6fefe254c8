import type { Address, Family } from './address.ts';
import type { Gap } from './evidence.ts';

/** A parsed snapshot: cluster objects and one dump per node. Records carry the 1-based `line` of their section. */
export type Snapshot = {
  readonly schemaVersion: 1;
  readonly takenAt: string;
  readonly cluster: string;
  readonly tool: string;
  /** `nodes`, `pods`, `services`, ... -> items as the API server gave them. Missing resource: a gap. */
  readonly objects: Readonly<Record<string, readonly KubeObject[]>>;
  readonly nodes: ReadonlyMap<string, NodeDump>;
  readonly gaps: readonly Gap[];
};

/** Any Kubernetes object; untrusted, so read it with care. */
export type KubeObject = {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
};

/** What collect.sh printed on one node, parsed. */
export type NodeDump = {
  readonly node: string;
  /** RFC 3339, '' if unknown. */
  readonly takenAt: string;
  /** `uname -r`. */
  readonly kernel: string;
  readonly hostname: string;
  /** The first is the node's own namespace, with id `host`. */
  readonly namespaces: readonly NamespaceDump[];
  readonly gaps: readonly Gap[];
};

/** Raw output of one command. */
export type RawSection = {
  readonly name: string;
  readonly command: string;
  readonly status: number;
  readonly text: string;
  /** Cut short: fewer bytes than the frame says, or the collector's own limit. */
  readonly truncated: boolean;
};

export type NamespaceDump = {
  /** `host` for the node's own; else the inode number of the namespace as text. */
  readonly id: string;
  /** Pod UID from the cgroup, '' if none was found. */
  readonly podUid: string;
  readonly inode: string;
  /** nsid that the host's namespace gave this one (`link-netnsid`), if known. */
  readonly nsid?: number;
  readonly sections: readonly RawSection[];
  readonly links: readonly LinkRecord[];
  readonly addresses: readonly AddressRecord[];
  readonly routes: readonly RouteRecord[];
  readonly rules: readonly RuleRecord[];
  readonly neighbours: readonly NeighbourRecord[];
  readonly fdb: readonly FdbRecord[];
  /** VLANs of bridges and of their ports. Absent: not collected. */
  readonly vlans?: readonly BridgeVlanRecord[];
  /** Tables as printed by each of the four save commands; absent: could not be read (a gap), empty: no rules. */
  readonly iptables: readonly IptablesDump[];
  readonly nft?: NftDump;
  readonly ipsets: readonly IpsetRecord[];
  readonly ipvs: readonly IpvsService[];
  /** Absent: no WireGuard here, or it could not be read (a gap). */
  readonly wireguard?: readonly WireguardRecord[];
  readonly conntrack: readonly ConntrackRecord[];
  readonly sockets: readonly SocketRecord[];
  /** `net.ipv4.ip_forward` -> `1`; names with dots in the device part keep the slash form: `net/ipv4/conf/eth0.1/rp_filter`. Keys are slash form throughout. */
  readonly sysctls: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  readonly qdiscs: readonly TcRecord[];
  /** Lines of resolv.conf of the pod, if read. */
  readonly resolvConf: readonly string[];
  readonly gaps: readonly Gap[];
};

export type LinkRecord = {
  readonly line: number;
  readonly index: number;
  readonly name: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  /** IFLA_OPERSTATE as printed: UP, DOWN, LOWERLAYERDOWN, UNKNOWN. */
  readonly operstate: string;
  /** IFLA_GROUP by name or number: `default` is 0. */
  readonly group?: string;
  readonly mac?: string;
  /** IFLA_INFO_KIND (`veth`, `bridge`, `vxlan`, ...), `loopback`, or `device` where it has none. */
  readonly kind: string;
  /** Name of the bridge, bond or VRF. */
  readonly master?: string;
  /** ifindex of the peer or lower device: `@if5` or `@name`. */
  readonly linkIndex?: number;
  readonly linkName?: string;
  readonly linkNetnsid?: number;
  /** Kind's own parameters, keys and values as iproute2 prints them: `id`, `local`, `remote`, `group`, `dstport`, `learning`, `nolearning`, `vlan_filtering`, `stp_state`, ... Flags have value 'true'. */
  readonly details: Readonly<Record<string, string>>;
  /** Port parameters (`bridge_slave`): `hairpin`, `isolated`, `state`, `guard`, `learning`, `flood`, `mcast_flood`, `neigh_suppress`, ... */
  readonly port: Readonly<Record<string, string>>;
  /** Programs on the device: `xdp`. */
  readonly xdp?: string;
  readonly alias?: string;
};

/** A WireGuard device as `wg show` prints it, without secrets. */
export type WireguardRecord = {
  readonly line: number;
  readonly device: string;
  /** '' where it has none. */
  readonly publicKey: string;
  /** 0 where the kernel did not choose one yet. */
  readonly listenPort: number;
  /** Of its own packets; 0 is none. */
  readonly mark: number;
  readonly peers: readonly WireguardPeer[];
};
export type WireguardPeer = {
  readonly line: number;
  readonly publicKey: string;
  readonly endpoint?: { readonly address: Address; readonly port: number };
  /** Prefixes that it may send from, and that are sent to it. */
  readonly allowedIps: readonly string[];
};

export type AddressRecord = {
  readonly line: number;
  readonly device: string;
  readonly family: Family;
  readonly address: Address;
  readonly prefixLength: number;
  readonly peer?: Address;
  readonly scope: string;
  /** `secondary`, `deprecated`, `tentative`, `dadfailed`, `noprefixroute`, ... */
  readonly flags: readonly string[];
};

export type NextHop = {
  readonly via?: Address;
  readonly viaFamily?: Family;
  readonly device?: string;
  readonly weight: number;
  /** `onlink`, `dead`, `linkdown`, `pervasive`. */
  readonly flags: readonly string[];
  /** Lightweight tunnel: the words after `encap`. */
  readonly encap?: string;
};

export type RouteRecord = {
  readonly line: number;
  readonly family: Family;
  /** `unicast`, `local`, `broadcast`, `blackhole`, `unreachable`, `prohibit`, `throw`, `multicast`, `anycast`. */
  readonly type: string;
  /** `10.0.0.0/8`; default is `0.0.0.0/0` or `::/0`. */
  readonly destination: string;
  readonly source?: string;
  readonly table: string;
  readonly protocol?: string;
  readonly scope?: string;
  readonly prefsrc?: Address;
  readonly metric: number;
  readonly tos?: number;
  readonly mtu?: number;
  readonly mtuLocked?: boolean;
  readonly nexthops: readonly NextHop[];
  readonly nexthopId?: number;
};

export type RuleRecord = {
  readonly line: number;
  readonly family: Family;
  readonly priority: number;
  readonly not: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly fwmark?: number;
  readonly fwmask?: number;
  readonly iif?: string;
  readonly oif?: string;
  readonly tos?: number;
  readonly ipproto?: string;
  readonly sport?: { readonly from: number; readonly to: number };
  readonly dport?: { readonly from: number; readonly to: number };
  readonly uidrange?: { readonly from: number; readonly to: number };
  readonly l3mdev?: boolean;
  readonly suppressPrefixlength?: number;
  readonly suppressIfgroup?: string;
  readonly action: 'lookup' | 'goto' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit';
  readonly table?: string;
  readonly goto?: number;
  /** Words that the parser did not understand, kept. */
  readonly unknown: readonly string[];
};

export type NeighbourRecord = {
  readonly line: number;
  readonly family: Family;
  readonly address: Address;
  readonly device: string;
  readonly mac?: string;
  /** PERMANENT, NOARP, REACHABLE, STALE, DELAY, PROBE, FAILED, INCOMPLETE. */
  readonly state: string;
  readonly proxy: boolean;
  readonly router: boolean;
  readonly externLearn: boolean;
};

export type FdbRecord = {
  readonly line: number;
  readonly mac: string;
  readonly device: string;
  readonly master?: string;
  readonly dst?: Address;
  readonly vni?: number;
  readonly port?: number;
  readonly via?: string;
  readonly vlan?: number;
  readonly nhid?: number;
  /** `self`, `permanent`, `static`, `extern_learn`, `sticky`, `offload`, ... */
  readonly flags: readonly string[];
};

/** One VLAN, or a range of them, that a bridge port (or the bridge itself) is a member of. */
export type BridgeVlanRecord = {
  readonly line: number;
  readonly device: string;
  readonly from: number;
  readonly to: number;
  /** Frames without a tag belong to it. */
  readonly pvid: boolean;
  /** Its frames leave without a tag. */
  readonly untagged: boolean;
};

export type IptablesBackend = 'legacy' | 'nft';

export type IptablesDump = {
  readonly backend: IptablesBackend;
  readonly family: Family;
  readonly section: string;
  readonly tables: readonly IptablesTable[];
};

export type IptablesTable = { readonly name: string; readonly line: number; readonly chains: readonly IptablesChain[] };

export type IptablesChain = {
  readonly name: string;
  readonly line: number;
  /** ACCEPT or DROP of a built-in chain; undefined for user chains. */
  readonly policy?: string;
  readonly rules: readonly IptablesRule[];
};

export type IptablesRule = {
  readonly line: number;
  /** Words after `-A CHAIN`, unquoted. */
  readonly args: readonly string[];
  /** The line as printed, without counters. */
  readonly text: string;
};

/** `nft -j list ruleset`, with line numbers of `nft -a list ruleset` by handle. Understood by netstack. */
export type NftDump = {
  /** Items of the `nftables` array, as printed. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** `family table chain handle` -> line in section `nft-ruleset`. */
  readonly lines: ReadonlyMap<string, number>;
  /** Text of those lines. */
  readonly texts: ReadonlyMap<number, string>;
};

export type IpsetRecord = {
  readonly line: number;
  readonly name: string;
  readonly type: string;
  readonly family: Family;
  /** Other words of the create line. */
  readonly options: Readonly<Record<string, string>>;
  readonly entries: readonly IpsetEntry[];
};
export type IpsetEntry = {
  readonly line: number;
  readonly value: string;
  readonly nomatch: boolean;
  readonly options: Readonly<Record<string, string>>;
};

export type IpvsService = {
  readonly line: number;
  readonly protocol?: 'tcp' | 'udp' | 'sctp';
  readonly address?: Address;
  readonly port?: number;
  readonly fwmark?: number;
  readonly scheduler: string;
  readonly persistent?: number;
  readonly flags: readonly string[];
  /** `sh-port`, `sh-fallback`, `mh-port`, `flag-3`, ... as ipvsadm names them; absent: not collected. */
  readonly schedulerFlags?: readonly string[];
  /** Clients that a persistent service remembers: the server that each was given. Absent: not collected. */
  readonly templates?: readonly IpvsTemplate[];
  readonly destinations: readonly {
    readonly line: number;
    readonly address: Address;
    readonly port: number;
    readonly method: 'masq' | 'route' | 'tunnel';
    readonly weight: number;
    readonly upperThreshold?: number;
    readonly activeConnections?: number;
  }[];
};

/** A connection template of /proc/net/ip_vs_conn: a client (network) that keeps its server. */
export type IpvsTemplate = {
  readonly line: number;
  readonly client: Address;
  readonly server: Address;
  readonly serverPort: number;
};

export type ConntrackTuple = {
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmp?: { readonly type: number; readonly code: number; readonly id: number };
};
export type ConntrackRecord = {
  readonly line: number;
  readonly family: Family;
  readonly protocol: string;
  readonly state?: string;
  readonly original: ConntrackTuple;
  readonly reply: ConntrackTuple;
  /** ASSURED, UNREPLIED, OFFLOAD, ... */
  readonly flags: readonly string[];
  readonly mark: number;
  readonly zone: number;
  readonly timeout?: number;
};

export type SocketRecord = {
  readonly line: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'raw' | 'icmp' | (string & {});
  readonly state: string;
  /** `*` and `0.0.0.0`/`::` become the unspecified address; family 6 with v6only=false takes IPv4 too. */
  readonly family: Family;
  readonly v6only: boolean;
  readonly address: Address;
  readonly port: number;
  readonly device?: string;
  readonly peerAddress?: Address;
  readonly peerPort?: number;
  /** Recv-Q and Send-Q: accept queue length and backlog of a listener. */
  readonly recvQueue: number;
  readonly sendQueue: number;
  /** User that the socket belongs to. */
  readonly uid?: number;
  readonly process?: string;
};

/** A tc filter, class or qdisc that may touch packets. */
export type TcRecord = {
  readonly line: number;
  readonly device: string;
  readonly kind: string;
  /** `ingress`, `egress`, `root`. */
  readonly direction: string;
  readonly text: string;
};
