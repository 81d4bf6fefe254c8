import { file, pre } from './nft-rules.ts';
import { type LabCase, tcp, udp, VIP } from './router-question.ts';

/** The rule set that kube-proxy's nftables mode writes, for one service with two endpoints and one without. */
const KUBE_PROXY = file(`table ip kube-proxy {
  comment "rules for kube-proxy"
  set cluster-ips { type ipv4_addr; comment "Active ClusterIPs"; elements = { ${VIP}, 10.96.0.11 } }
  set nodeport-ips { type ipv4_addr; elements = { 10.1.0.1 } }
  map firewall-ips { type ipv4_addr . inet_proto . inet_service : verdict; }
  map no-endpoint-services { type ipv4_addr . inet_proto . inet_service : verdict; elements = { 10.96.0.11 . tcp . 80 : goto reject-chain } }
  map no-endpoint-nodeports { type inet_proto . inet_service : verdict; }
  map service-ips { type ipv4_addr . inet_proto . inet_service : verdict; elements = { ${VIP} . tcp . 80 : goto service-x } }
  map service-nodeports { type inet_proto . inet_service : verdict; elements = { tcp . 30080 : goto external-x } }
  chain filter-prerouting { type filter hook prerouting priority dstnat - 10; policy accept; ct state new jump firewall-check }
  chain filter-input { type filter hook input priority -110; policy accept; ct state new jump nodeport-endpoints-check
    ct state new jump service-endpoints-check }
  chain filter-forward { type filter hook forward priority -110; policy accept; ct state new jump service-endpoints-check
    ct state new jump cluster-ips-check }
  chain filter-output { type filter hook output priority -110; policy accept; ct state new jump service-endpoints-check
    ct state new jump firewall-check }
  chain filter-output-post-dnat { type filter hook output priority -90; policy accept; ct state new jump cluster-ips-check }
  chain nat-prerouting { type nat hook prerouting priority dstnat; policy accept; jump services }
  chain nat-output { type nat hook output priority -100; policy accept; jump services }
  chain nat-postrouting { type nat hook postrouting priority srcnat; policy accept; jump masquerading }
  chain nodeport-endpoints-check { ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports }
  chain service-endpoints-check { ip daddr . meta l4proto . th dport vmap @no-endpoint-services }
  chain firewall-check { ip daddr . meta l4proto . th dport vmap @firewall-ips }
  chain services { ip daddr . meta l4proto . th dport vmap @service-ips
    ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports }
  chain cluster-ips-check { ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"
    ip daddr 10.96.0.0/16 drop comment "Drop traffic to unallocated ClusterIPs" }
  chain masquerading { meta mark & 0x00004000 == 0 return
    meta mark set meta mark ^ 0x4000
    masquerade fully-random }
  chain mark-for-masquerade { meta mark set meta mark | 0x4000 }
  chain reject-chain { reject }
  chain service-x { ip daddr ${VIP} tcp dport 80 ip saddr != 10.1.0.0/16 jump mark-for-masquerade
    numgen random mod 2 vmap { 0 : goto endpoint-a, 1 : goto endpoint-b } }
  chain external-x { jump mark-for-masquerade
    goto service-x }
  chain endpoint-a { ip saddr 10.2.0.2 jump mark-for-masquerade
    meta l4proto tcp dnat to 10.2.0.2:8080 }
  chain endpoint-b { ip saddr 10.2.0.3 jump mark-for-masquerade
    meta l4proto tcp dnat to 10.2.0.3:8080 }
}`);

/** Translation by native nftables: why, script that sets the router's rules, questions of the client. */
export const NFT_NAT_CASES: readonly LabCase[] = [
  ['dnat', pre(`ip daddr ${VIP} tcp dport 80 dnat to 10.2.0.3:8080`), tcp(VIP), tcp()],
  [
    'dnat in inet',
    pre(
      `ip daddr ${VIP} tcp dport 80 dnat ip to 10.2.0.3:8080\nip6 daddr fd96::10 tcp dport 80 dnat ip6 to [fd02::3]:81`,
      '',
      'inet',
    ),
    tcp(VIP),
    tcp('fd96::10'),
  ],
  [
    'dnat map of addresses',
    pre(`tcp dport 80 dnat to ip daddr map { ${VIP} : 10.2.0.3, 10.96.0.11 : 10.2.0.4 }`),
    tcp(VIP),
    tcp('10.96.0.11'),
    tcp(),
  ],
  [
    'dnat map of addresses and ports',
    pre(
      `meta l4proto tcp dnat ip addr . port to ip daddr . tcp dport map { ${VIP} . 80 : 10.2.0.3 . 8080, ${VIP} . 443 : 10.2.0.4 . 81 }`,
    ),
    tcp(VIP),
    tcp(VIP, 443),
    tcp(),
  ],
  [
    'dnat named map',
    pre('dnat to ip daddr map @m', `map m { type ipv4_addr : ipv4_addr; elements = { ${VIP} : 10.2.0.5 } }`),
    tcp(VIP),
    udp('10.2.0.2'),
  ],
  [
    'dnat to dice',
    pre(`ip daddr ${VIP} dnat to numgen random mod 3 map { 0 : 10.2.0.2, 1 : 10.2.0.3, 2 : 10.2.0.4 }`),
    tcp(VIP),
    tcp(VIP),
    tcp(VIP),
  ],
  ['dnat by hash', pre(`ip daddr ${VIP} dnat to jhash ip saddr mod 2 map { 0 : 10.2.0.2, 1 : 10.2.0.3 }`), tcp(VIP)],
  ['dnat to a range', pre(`ip daddr ${VIP} dnat to 10.2.0.2-10.2.0.4`), tcp(VIP)],
  ['dnat prefix', pre('dnat ip prefix to ip daddr map { 10.9.0.0/24 : 10.2.0.0/24 }'), tcp('10.9.0.3')],
  ['redirect', pre('tcp dport 80 redirect to :81'), tcp()],
  [
    'snat and masquerade',
    file(
      'table ip t { chain s { type nat hook postrouting priority srcnat; tcp dport 80 oifname s0 snat to 10.2.0.1\ntcp dport 81 oifname s0 masquerade\nudp dport 80 masquerade random,fully-random\n } }',
    ),
    tcp(),
    tcp('10.2.0.2', 81),
    udp(),
  ],
  [
    'snat to an interval map',
    file(
      'table ip t { chain s { type nat hook postrouting priority srcnat; oifname s0 snat to ip saddr map { 10.1.0.0/24 : 10.2.0.1 }\n } }',
    ),
    tcp(),
  ],
  [
    'nat of nft before that of iptables',
    `${file(`table ip t { chain p { type nat hook prerouting priority -110; ip daddr ${VIP} dnat to 10.2.0.3\n } }`)}\niptables-legacy -t nat -A PREROUTING -d ${VIP} -j DNAT --to 10.2.0.4`,
    tcp(VIP),
  ],
  [
    'nat of nft after that of iptables',
    `${file(`table ip t { chain p { type nat hook prerouting priority -90; ip daddr ${VIP} dnat to 10.2.0.3\n } }`)}\niptables-legacy -t nat -A PREROUTING -d ${VIP} -j DNAT --to 10.2.0.4`,
    tcp(VIP),
  ],
  [
    'kube-proxy, nftables mode',
    KUBE_PROXY,
    tcp(VIP),
    tcp(VIP),
    tcp(VIP, 81),
    tcp('10.96.0.11'),
    tcp('10.96.0.77'),
    tcp('10.1.0.1', 30080),
    udp(VIP),
  ],
  [
    'jhash with a known seed',
    pre(
      `ip daddr ${VIP} dnat to jhash ip saddr . tcp dport mod 4 seed 0xdeadbeef map { 0 : 10.2.0.2, 1 : 10.2.0.3, 2 : 10.2.0.4, 3 : 10.2.0.5 }`,
    ),
    tcp(VIP),
    tcp(VIP, 81),
    tcp(VIP, 443),
    tcp(VIP, 8080),
  ],
  [
    'jhash of one address with a known seed',
    pre(
      `ip daddr ${VIP} dnat to jhash ip saddr mod 4 seed 7 offset 0 map { 0 : 10.2.0.2, 1 : 10.2.0.3, 2 : 10.2.0.4, 3 : 10.2.0.5 }`,
    ),
    tcp(VIP),
  ],
];
