import { file, forward, pre } from './nft-rules.ts';
import { type LabCase, tcp, udp, V6, VIP } from './router-question.ts';

/** Everything else of native nftables: why, script that sets the router's rules, questions of the client. */
export const NFT_FILTER_CASES: readonly LabCase[] = [
  ['policy drop', forward('', '', 'drop'), tcp(), udp(), tcp(V6)],
  ['drop a port', forward('tcp dport 80 drop'), tcp(), tcp('10.2.0.2', 81), udp(), tcp(V6)],
  ['ip only', forward('ip protocol tcp drop'), tcp(), tcp(V6), udp()],
  ['ip6 only', forward('meta nfproto ipv6 tcp dport 80 drop'), tcp(), tcp(V6)],
  [
    'sets of ports',
    forward('tcp dport { 80, 443, 8000-9000 } drop'),
    tcp(),
    tcp('10.2.0.2', 81),
    tcp('10.2.0.2', 8080),
  ],
  ['not in a set', forward('iifname c0 tcp dport != { 80, 443 } drop'), tcp(), tcp('10.2.0.2', 81), udp()],
  ['th dport', forward('meta l4proto { tcp, udp } th dport 80 drop'), tcp(), udp(), udp('10.2.0.2', 81)],
  ['ranges', forward('tcp dport 81-443 drop'), tcp(), tcp('10.2.0.2', 81)],
  ['comparisons', forward('tcp dport > 80 iifname "c0" drop'), tcp(), tcp('10.2.0.2', 81)],
  ['raw payload', forward('meta l4proto tcp @th,16,16 80 drop'), tcp(), tcp('10.2.0.2', 81)],
  [
    'states',
    forward('ct state established,related accept\niifname c0 tcp dport 80 accept', '', 'drop'),
    tcp(),
    tcp('10.2.0.2', 81),
  ],
  [
    'state vmap',
    forward('ct state vmap { established : accept, related : accept, invalid : drop }\ntcp dport 80 accept\ndrop'),
    tcp(),
    udp(),
  ],
  ['ct state !=', forward('ct state != new drop'), tcp(), udp()],
  [
    'ct status',
    `${pre(`ip daddr ${VIP} dnat to 10.2.0.3`)}\n${forward('ct status dnat accept', '', 'drop')}`,
    tcp(VIP),
    tcp(),
  ],
  [
    'ct original',
    `${pre(`ip daddr ${VIP} dnat to 10.2.0.3`)}\n${forward(`ct original ip daddr ${VIP} drop`)}`,
    tcp(VIP),
    tcp('10.2.0.3'),
  ],
  ['ct direction', forward('ct direction reply drop'), tcp(), udp()],
  ['ct mark', forward('ct mark set 0x5\nct direction reply ct mark 0x5 drop'), tcp(), udp()],
  [
    'notrack',
    file(
      'table inet t { chain r { type filter hook prerouting priority raw; iifname s0 notrack\n }\nchain f { type filter hook forward priority 0; ct state invalid drop\n } }',
    ),
    tcp(),
    udp(),
  ],
  ['reject', forward('reject'), tcp(), udp()],
  ['reject with tcp reset', forward('tcp dport 80 reject with tcp reset'), tcp(), tcp(V6), udp()],
  ['reject with icmp', forward('reject with icmp type host-unreachable'), tcp()],
  ['reject with icmp admin', forward('reject with icmp type admin-prohibited'), tcp(), udp()],
  ['reject with icmpx', forward('reject with icmpx type no-route'), tcp(), tcp(V6)],
  ['reject with icmpx admin', forward('reject with icmpx type admin-prohibited'), tcp(), tcp(V6)],
  ['reject with icmpv6', forward('reject with icmpv6 type addr-unreachable'), tcp(V6), tcp()],
  [
    'marks',
    file(
      'table inet t { chain p { type filter hook prerouting priority mangle; iifname c0 meta mark set 0x30\nmeta mark set meta mark or 0x1\nmeta mark set meta mark xor 0x10\n }\nchain f { type filter hook forward priority 0; meta mark 0x21 tcp dport 80 drop\nmeta mark & 0xf0 == 0x20 tcp dport 81 drop\n } }',
    ),
    tcp(),
    tcp('10.2.0.2', 81),
    udp(),
  ],
  [
    'mark by map',
    file(
      'table inet t { chain p { type filter hook prerouting priority mangle; meta mark set tcp dport map { 80 : 1, 81 : 2 }\n }\nchain f { type filter hook forward priority 0; meta mark 2 drop\n } }',
    ),
    tcp(),
    tcp('10.2.0.2', 81),
  ],
  [
    'jump, return, goto',
    forward(
      'jump a\ntcp dport 80 drop',
      'chain a { udp dport 80 drop\ntcp dport 81 goto b\ntcp dport 443 return\n }\nchain b { tcp dport 82 accept\n }',
    ),
    tcp(),
    udp(),
    tcp('10.2.0.2', 81),
    tcp('10.2.0.2', 443),
  ],
  ['goto ends in the policy', forward('goto a\ndrop', 'chain a { udp dport 80 drop\n }'), tcp(), udp()],
  [
    'concatenated set',
    forward(
      'ip daddr . tcp dport @s drop',
      'set s { type ipv4_addr . inet_service; elements = { 10.2.0.2 . 80, 10.2.0.3 . 81 } }',
    ),
    tcp(),
    tcp('10.2.0.3'),
    tcp('10.2.0.3', 81),
  ],
  [
    'concatenated intervals',
    forward(
      'ip daddr . tcp dport @s drop',
      'set s { type ipv4_addr . inet_service; flags interval; elements = { 10.2.0.0/30 . 80-90, 10.2.0.4 . 443 } }',
    ),
    tcp(),
    tcp('10.2.0.3', 8080),
    tcp('10.2.0.4'),
    tcp('10.2.0.4', 443),
  ],
  [
    'interval set',
    forward(
      'ip daddr @s drop',
      'set s { type ipv4_addr; flags interval; elements = { 10.0.0.0-10.1.255.255, 10.2.0.3, 10.2.0.4/31 } }',
    ),
    tcp(),
    tcp('10.2.0.3'),
    tcp('10.2.0.5'),
  ],
  [
    'interval set 6',
    forward('ip6 daddr @s drop', 'set s { type ipv6_addr; flags interval; elements = { fd02::2/127 } }'),
    tcp(V6),
    tcp('fd02::4'),
  ],
  [
    'verdict map of intervals',
    forward(
      'ip daddr vmap { 10.2.0.0/31 : drop, 10.2.0.2/31 : accept, 10.2.0.4 : jump c }',
      'chain c { tcp dport 80 drop\n }',
    ),
    tcp(),
    tcp('10.2.0.4'),
    tcp('10.2.0.4', 81),
  ],
  ['catch-all', forward('ip daddr vmap { 10.1.0.0/24 : accept, 10.2.0.2 : accept, * : drop }'), tcp(), tcp('10.2.0.3')],
  ['wildcard interfaces', forward('iifname "c*" tcp dport 80 drop'), tcp(), udp()],
  ['set of interfaces', forward('oifname { "s0", "x" } iif c0 tcp dport 80 drop'), tcp(), udp()],
  [
    'prefixes and masks',
    forward('ip daddr & 0.0.0.255 == 0.0.0.3 drop\nip saddr 10.1.0.0/16 tcp dport 81 drop'),
    tcp(),
    tcp('10.2.0.3'),
    tcp('10.2.0.2', 81),
  ],
  [
    'tcp flags',
    forward('tcp flags syn / syn,ack tcp dport 80 drop\ntcp flags & (syn | ack) == ack tcp dport 81 drop'),
    tcp(),
    tcp('10.2.0.2', 81),
    tcp('10.2.0.2', 443),
  ],
  ['tcp options of a SYN', forward('tcp flags syn tcp option timestamp exists drop'), tcp()],
  ['tcp options of data', forward('tcp flags & syn == 0 tcp option sack-perm exists drop'), tcp()],
  ['tcp option that nobody sends', forward('tcp option fastopen exists drop'), tcp()],
  ['what a first packet has carried', forward('ct packets > 1 ct direction original ct state new drop'), tcp()],
  [
    'bytes of a first packet',
    forward('ct state new ct original bytes 1-70 tcp dport 80 drop'),
    tcp(),
    tcp('10.2.0.2', 81),
  ],
  ['none of the flags', forward('tcp flags ! syn,ack drop'), tcp()],
  ['tcp flags exactly', forward('tcp flags == syn drop'), tcp()],
  [
    'mss',
    forward(
      'tcp flags syn tcp option maxseg size set 500',
      'chain q { type filter hook postrouting priority 0; tcp option maxseg size 500 drop\n }',
    ),
    tcp(),
  ],
  [
    'mss is not raised',
    forward(
      'tcp flags syn tcp option maxseg size set 5000',
      'chain q { type filter hook postrouting priority 0; tcp option maxseg size 1460 drop\n }',
    ),
    tcp(),
  ],
  ['fib type', pre('fib daddr type local tcp dport 80 dnat to 10.2.0.3'), tcp('10.1.0.1'), tcp('10.2.0.1'), tcp()],
  [
    'fib type on the input device',
    pre('fib daddr . iif type local tcp dport 80 dnat to 10.2.0.3'),
    tcp('10.1.0.1'),
    tcp('10.2.0.1'),
  ],
  [
    'fib reverse path',
    file('table inet t { chain p { type filter hook prerouting priority raw; fib saddr . iif oif missing drop\n } }'),
    tcp(),
    tcp(V6),
  ],
  [
    'fib reverse path exists',
    file(
      'table inet t { chain p { type filter hook prerouting priority raw; iifname c0 tcp dport 80 fib saddr . iif oif exists drop\n } }',
    ),
    tcp(),
    udp(),
  ],
  [
    'ttl, dscp, length',
    forward('iifname c0 ip ttl 63 udp dport 80 drop\nip dscp cs1 drop\niifname c0 meta length > 100 udp dport 81 drop'),
    tcp(),
    udp(),
  ],
  [
    'dscp set',
    file(
      'table ip t { chain p { type filter hook prerouting priority mangle; iifname c0 ip dscp set cs1\n }\nchain f { type filter hook forward priority 0; ip dscp cs1 tcp dport 80 drop\n } }',
    ),
    tcp(),
    tcp('10.2.0.2', 81),
  ],
  [
    'payload rewritten without nat',
    file(
      'table ip t { chain p { type filter hook prerouting priority -300; iifname c0 ip daddr 10.2.0.9 ip daddr set 10.2.0.3\n } }',
    ),
    tcp('10.2.0.9'),
  ],
  [
    'logs and counters',
    forward('counter log prefix "x" \nlog group 3\ncounter tcp dport 80 counter drop'),
    tcp(),
    udp(),
  ],
  ['named counter', forward('counter name c tcp dport 80 drop', 'counter c { }'), tcp()],
  [
    'a rule added to a set',
    forward(
      'iifname c0 add @s { ip saddr } counter\nip saddr @s tcp dport 80 drop',
      'set s { type ipv4_addr; flags dynamic; size 100; }',
    ),
    tcp(),
    udp(),
  ],
  [
    'priorities: the earlier chain drops first',
    file(
      'table inet t { chain a { type filter hook forward priority 10; tcp dport 80 accept\ndrop\n }\nchain b { type filter hook forward priority -10; udp dport 80 drop\n } }',
    ),
    tcp(),
    udp(),
    tcp('10.2.0.2', 81),
  ],
  [
    'accept in one chain does not save from another',
    file(
      'table inet t { chain a { type filter hook forward priority -10; accept\n }\nchain b { type filter hook forward priority 10; tcp dport 80 drop\n } }',
    ),
    tcp(),
    udp(),
  ],
  [
    'input hook',
    file(
      'table inet t { chain a { type filter hook input priority 0; tcp dport 80 reject with tcp reset\nudp dport 80 drop\n } }',
    ),
    tcp('10.1.0.1'),
    udp('10.1.0.1'),
  ],
  [
    'output hook drops errors',
    file(
      'table inet t { chain a { type filter hook output priority 0; icmp type destination-unreachable drop\n }\nchain f { type filter hook forward priority 0; reject\n } }',
    ),
    tcp(),
    udp(),
  ],
  [
    'together with iptables',
    `${forward('tcp dport 80 accept')}\niptables-legacy -A FORWARD -p udp -j DROP; iptables-nft -A FORWARD -p tcp --dport 81 -j DROP`,
    tcp(),
    udp(),
    tcp('10.2.0.2', 81),
  ],
  [
    'netdev ingress',
    file(
      'table netdev n {\nchain i { type filter hook ingress device "c0" priority 0; policy accept;\ntcp dport 80 drop }\n}',
    ),
    tcp(),
    tcp('10.2.0.2', 81),
    udp(),
  ],
  [
    'netdev ingress of the other device',
    file(
      'table netdev n {\nchain i { type filter hook ingress device "s0" priority 0; policy accept;\nudp sport 80 drop\ntcp dport 80 drop }\n}',
    ),
    tcp(),
    udp(),
  ],
  [
    'netdev egress',
    file(
      'table netdev n {\nchain e { type filter hook egress device "s0" priority 0; policy accept;\nip daddr 10.2.0.2 tcp dport 80 drop }\n}',
    ),
    tcp(),
    tcp('10.2.0.3'),
    udp(),
  ],
  [
    'netdev egress on the way back',
    file(
      'table netdev n {\nchain e { type filter hook egress device "c0" priority 0; policy accept;\ntcp sport 80 drop }\n}',
    ),
    tcp(),
    tcp('10.2.0.2', 81),
  ],
  [
    'inet ingress',
    file(
      'table inet n {\nchain i { type filter hook ingress device "c0" priority 0; policy accept;\nip6 nexthdr tcp tcp dport 80 drop\nudp dport 80 drop }\n}',
    ),
    tcp(),
    udp(),
    tcp(V6),
  ],
  [
    'raw bits of headers',
    forward('iifname c0 @nh,72,8 6 @th,104,8 & 0x12 == 0x02 drop\niifname c0 @nh,128,32 0x0a020003 udp dport 80 drop'),
    tcp(),
    udp(),
    udp('10.2.0.3'),
  ],
  [
    'ct count',
    forward('tcp dport 80 ct state new ct count over 3 drop\nudp dport 80 ct count 0 accept\nudp dport 80 drop'),
    tcp(),
    udp(),
  ],
  [
    'groups of devices',
    forward('iifgroup 23 oifgroup default tcp dport 80 drop\noifgroup { 3, 23 } drop'),
    tcp(),
    udp(),
  ],
  [
    'a map that rules fill, and nobody asks',
    forward(
      'iifname c0 add @m { ip saddr : 0x7 } counter\ntcp dport 80 drop',
      'map m { type ipv4_addr : mark; flags dynamic,timeout; timeout 1m; }',
    ),
    tcp(),
    udp(),
  ],
];
