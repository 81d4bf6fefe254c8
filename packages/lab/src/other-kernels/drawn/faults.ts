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

const TRANSLATED = '-d 10.10.0.12 -p tcp --dport 80';
const bridgeRule = (random: Random, device: string): string => {
  const what = random.pick(['ip protocol tcp', 'ip protocol udp', 'ether type arp', 'ip6 nexthdr icmpv6']);
  const [hook, way] = random.pick([
    ['prerouting', 'iifname'],
    ['forward', 'oifname'],
    ['input', 'iifname'],
    ['postrouting', 'oifname'],
  ]);
  return `nft 'add table bridge b; add chain bridge b c { type filter hook ${hook} priority 0; }; add rule bridge b c ${way} "${device}" ${what} drop'`;
};
const rule6 = (random: Random, device: string): string => {
  const [table, chain, way] = random.pick(CHAINS);
  const what = random.pick(['-p tcp', '-p udp', '-p ipv6-icmp', '-p ipv6-icmp --icmpv6-type echo-request']);
  return `ip6tables -t ${table} -A ${chain} ${way} ${device} ${what} -j DROP`;
};
const LATER_ANYWHERE: readonly Draw[] = [
  ...ANYWHERE,
  rule6,
  (random, device) => `ip link set ${device} mtu ${random.pick([9000, 1450, 600])}`,
  (_, device) => `sysctl -qw net.ipv6.conf.${device.replaceAll('.', '/')}.disable_ipv6=1`,
  (random) => `sysctl -qw net.ipv4.ip_default_ttl=${random.pick([1, 2, 3])}`,
  (random, device) =>
    `ip neigh add proxy ${random.pick(ADDRESSES)} dev ${device}; sysctl -qw net.ipv4.conf.${device.replaceAll('.', '/')}.proxy_arp=1`,
  (random, device) => `ip addr add ${random.pick(ADDRESSES)}/32 dev ${device}`,
  (_, device) => `ip -4 addr flush dev ${device}`,
  () => 'ip link set lo down',
  (random) =>
    `ip route replace ${random.pick(ADDRESSES)}/32 via ${random.pick(['10.10.0.99', '10.244.1.1', '10.10.0.1'])}`,
  (_, device) => `iptables -t nat -A POSTROUTING -o ${device} -j MASQUERADE`,
  () =>
    'iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP; iptables -A INPUT -m conntrack --ctstate INVALID -j DROP',
  (random) =>
    `iptables -t nat -A ${random.pick(['PREROUTING', 'OUTPUT'])} ${TRANSLATED} -j DNAT --to ${random.pick(['10.244.2.2', '10.244.1.3'])}:8080`,
];
const LATER_ON_NODE: readonly Draw[] = [
  ...ON_NODE,
  bridgeRule,
  bridgeRule,
  () => 'sysctl -qw net.ipv6.conf.all.forwarding=0',
  () => 'ip link set br0 type bridge vlan_filtering 1',
  () => 'ip link set br0 type bridge stp_state 1; sleep 1',
  (random) =>
    `bridge fdb replace 00:00:00:00:00:00 dst ${random.pick(['10.10.0.99', '10.10.0.11', '10.10.0.12'])} dev ${random.pick(['t0', 'vx0'])}`,
  (random) => `ip link change t0 type ${random.pick(['ipip', 'gre', 'gretap'])} remote 10.10.0.99`,
  (_, device) => `bridge link set dev ${device} neigh_suppress on`,
];

/** One thing that is not as it should be; what the kernel does not take stays as it was. `later`: of more kinds. */
export function drawFault(random: Random, sites: readonly Site[], later: boolean): Break {
  const site = random.pick(sites);
  const [anywhere, onNode] = later ? [LATER_ANYWHERE, LATER_ON_NODE] : [ANYWHERE, ON_NODE];
  const draw = random.pick(site.isNode ? [...anywhere, ...onNode, ...onNode] : anywhere);
  return { target: site.target, sh: `(${draw(random, random.pick(site.devices))}) 2>/dev/null || true` };
}
