/** What each section tells, for sentences; a section that is missing here is for people only. */
const TITLES: Readonly<Record<string, string>> = {
  'ip-link': 'its devices',
  'ip-addr': 'its addresses',
  'ip-route': 'its IPv4 routes',
  'ip-rule': 'its IPv4 routing rules',
  'ip-neigh': 'its ARP entries',
  'ip-6-route': 'its IPv6 routes',
  'ip-6-rule': 'its IPv6 routing rules',
  'ip-6-neigh': 'its IPv6 neighbours',
  'bridge-fdb': 'the forwarding entries of its bridges and tunnels',
  'iptables-legacy-save': 'the rules of iptables (legacy)',
  'iptables-nft-save': 'the rules of iptables (nf_tables)',
  'ip6tables-legacy-save': 'the rules of ip6tables (legacy)',
  'ip6tables-nft-save': 'the rules of ip6tables (nf_tables)',
  'nft-ruleset': 'the lines of its nftables rules',
  'nft-json': 'its nftables rules',
  ipset: 'its IP sets',
  ipvs: 'its IPVS services',
  conntrack: 'its known connections',
  ss: 'its sockets',
  sysctl: 'its kernel settings',
  tc: 'its queueing disciplines and filters',
};

/** Sections that every namespace has, in the order in which collect.sh prints them. */
export const EXPECTED_SECTIONS: readonly string[] = Object.keys(TITLES);

export const sectionTitle = (name: string): string =>
  Object.hasOwn(TITLES, name) ? (TITLES[name] ?? name) : `the output of ${name}`;
