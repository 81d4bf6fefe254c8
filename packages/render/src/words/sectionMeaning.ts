/** What each section of a node's dump shows, for a reader who does not know the command. */
const MEANINGS: Readonly<Record<string, string>> = {
  'ip-link':
    'Every network device of this namespace: whether it is up, its MTU, its kind, and the bridge or namespace at its other end.',
  'ip-addr':
    'The addresses of each device. A packet to one of them has arrived; it goes to a socket here and is not forwarded.',
  'ip-route':
    'Where IPv4 packets go from here. The most specific line that fits the destination wins; among equals, the lowest metric.',
  'ip-rule':
    'Which routing table is asked for which packets, lowest number first. The first table with a route decides.',
  'ip-neigh':
    'The MAC address of each IPv4 neighbour, as ARP learned it. FAILED or INCOMPLETE: the neighbour was asked and did not answer.',
  'ip-6-route':
    'Where IPv6 packets go from here. The most specific line that fits the destination wins; among equals, the lowest metric.',
  'ip-6-rule':
    'Which routing table is asked for which IPv6 packets, lowest number first. The first table with a route decides.',
  'ip-6-neigh':
    'The MAC address of each IPv6 neighbour. FAILED or INCOMPLETE: the neighbour was asked and did not answer.',
  'ip-nexthop': 'Next hops that routes name by number: the gateway and the device behind each.',
  'bridge-fdb':
    'Behind which port of a bridge each MAC address is; for a VXLAN device also the node to which its packets are sent.',
  'bridge-link':
    'The ports of each bridge and what they do: hairpin lets a packet leave by the port that it came in by.',
  'bridge-vlan': 'Which VLANs each port of a bridge carries. A packet of another VLAN is dropped there.',
  'iptables-legacy-save':
    'Filter and address translation rules that were loaded with iptables-legacy. In a chain the rules are tried from the top; the first verdict counts.',
  'iptables-nft-save':
    'Filter and address translation rules that were loaded with iptables-nft. In a chain the rules are tried from the top; the first verdict counts.',
  'ip6tables-legacy-save':
    'The IPv6 filter and address translation rules that were loaded with ip6tables-legacy. In a chain the rules are tried from the top; the first verdict counts.',
  'ip6tables-nft-save':
    'The IPv6 filter and address translation rules that were loaded with ip6tables-nft. In a chain the rules are tried from the top; the first verdict counts.',
  'nft-ruleset':
    'All rules of nftables as text. Each base chain names its hook and priority; chains of one hook run lowest number first, and each of them can drop.',
  'nft-json': 'The rules of nft-ruleset once more, in the form that Skoop evaluates.',
  ipset: 'Lists of addresses, ports and networks that rules refer to by name.',
  ipvs: 'The virtual servers of IPVS: to which backends the kernel spreads the connections to each Service address.',
  conntrack:
    'Connections that the kernel followed at that moment: the packet as it came, and the packet that it expects in reply. Where they differ, an address was translated.',
  'conntrack-stat':
    'Counters of connection tracking per CPU: "drop" rises when its table is full, "insert_failed" when two connections want the same place in it.',
  ss: 'Sockets: which program listens on which address and port, and which connections are open.',
  sysctl:
    'Settings of the kernel that decide about packets: forwarding, reverse path filter, bridges and firewalls, connection tracking.',
  tc: 'Queues, filters and eBPF programs of each device. A filter on ingress sees a packet before iptables and nftables do, and can drop or redirect it.',
  'ip-xfrm-policy': 'Which packets IPsec has to encrypt, let pass or block.',
  'resolv-conf': 'The DNS servers and search domains that programs here ask.',
  ethtool: 'Features of the network cards: which work, such as checksums, a card does instead of the kernel.',
  nsid: 'Numbers by which devices name the namespace at their other end.',
};

/** One or two sentences; undefined: nothing to say beyond the name. */
export const sectionMeaning = (name: string): string | undefined =>
  Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
