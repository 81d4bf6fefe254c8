import type { Random } from '../../truth/random.ts';

/** Where something may be broken. */
export type Site = {
  /** `node-1`, `default/client`. */
  readonly target: string;
  readonly devices: readonly string[];
  readonly isNode: boolean;
};
export type Break = { readonly target: string; readonly sh: string };

const ADDRESSES = ['10.244.1.1', '10.244.1.2', '10.244.1.3', '10.244.2.2', '10.10.0.11', '10.10.0.12'];
const HARDWARE = ['02:00:00:00:00:77', '02:00:00:00:00:78'];
const KEYS = ['rp_filter=1', 'rp_filter=2', 'forwarding=0', 'arp_ignore=1', 'arp_ignore=2', 'arp_ignore=8']
  .concat(['arp_filter=1', 'proxy_arp=1', 'arp_announce=2', 'accept_local=1', 'proxy_arp_pvlan=1'])
  .map((key) => `net.ipv4.conf.DEVICE.${key}`);
const CHAINS = [
  ['filter', 'INPUT', '-i'],
  ['filter', 'FORWARD', '-i'],
  ['filter', 'FORWARD', '-o'],
  ['filter', 'OUTPUT', '-o'],
  ['raw', 'PREROUTING', '-i'],
  ['mangle', 'POSTROUTING', '-o'],
] as const;

const rule = (random: Random, device: string): string => {
  const [table, chain, way] = random.pick(CHAINS);
  const target = table === 'filter' ? random.pick(['DROP', 'REJECT']) : 'DROP';
  const protocol = random.pick(['', '-p tcp', '-p udp', '-p icmp', `-s ${random.pick(ADDRESSES)}`]);
  return `iptables -t ${table} -A ${chain} ${way} ${device} ${protocol} -j ${target}`;
};
const ingress = (random: Random, device: string): string => {
  const what = random.pick([
    'ip protocol tcp',
    'ip protocol icmp',
    'ether type arp',
    'udp dport 8080',
    'ether type ip',
  ]);
  return `nft 'add table netdev t; add chain netdev t c { type filter hook ingress device "${device}" priority 0; }; add rule netdev t c ${what} drop'`;
};
const PORT_FLAGS = ['isolated on', 'hairpin on', 'learning off', 'flood off', 'state 4', 'state 1', 'bcast_flood off'];

type Draw = (random: Random, device: string) => string;
const ANYWHERE: readonly Draw[] = [
  (_, device) => `ip link set ${device} down`,
  (random, device) => `ip link set ${device} mtu ${random.pick([1280, 1400, 1496])}`,
  (random, device) =>
    `sysctl -qw ${random.pick(KEYS).replace('DEVICE', random.chance(0.4) ? 'all' : device.replaceAll('.', '/'))}`,
  rule,
  rule,
  ingress,
  (random, device) =>
    `ip neigh replace ${random.pick(ADDRESSES)} lladdr ${random.pick(HARDWARE)} dev ${device} nud permanent`,
  (random, device) => `ip link set ${device} address ${random.pick(HARDWARE)}`,
  (random) => `ip route replace ${random.pick(['blackhole', 'unreachable', 'prohibit'])} ${random.pick(ADDRESSES)}/32`,
  (_, device) => `ip link set ${device} arp off`,
  (random, device) =>
    `ip rule add iif ${device} to ${random.pick(ADDRESSES)} ${random.pick(['unreachable', 'blackhole', 'lookup 77'])}`,
  (random, device) => `ip rule add to ${random.pick(ADDRESSES)} lookup 78; ip route add default dev ${device} table 78`,
  (_, device) => `ip link set ${device} promisc on`,
];
const ON_NODE: readonly Draw[] = [
  (random, device) => `bridge link set dev ${device} ${random.pick(PORT_FLAGS)}`,
  (random, device) => `bridge fdb replace ${random.pick(HARDWARE)} dev ${device} master static`,
  () => 'sysctl -qw net.bridge.bridge-nf-call-iptables=1; iptables -A FORWARD -p udp -j DROP',
  () => 'sysctl -qw net.ipv4.ip_forward=0',
  (random, device) =>
    `bridge vlan del dev ${device} vid ${random.pick([1, 5, 10])}; bridge vlan add dev ${device} vid ${random.pick([5, 10])} pvid`,
];

/** One thing that is not as it should be; what the kernel does not take stays as it was. */
export function drawFault(random: Random, sites: readonly Site[]): Break {
  const site = random.pick(sites);
  const draw = random.pick(site.isNode ? [...ANYWHERE, ...ON_NODE, ...ON_NODE] : ANYWHERE);
  return { target: site.target, sh: `(${draw(random, random.pick(site.devices))}) 2>/dev/null || true` };
}
