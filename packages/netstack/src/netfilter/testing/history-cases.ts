import type { LabQuestion } from './router-question.ts';

const udp = (address: string, sourcePort: number, port = 80): LabQuestion => ({
  protocol: 'udp',
  address,
  port,
  sourcePort,
});
const tcp = (address: string, sourcePort: number, port = 80): LabQuestion => ({
  protocol: 'tcp',
  address,
  port,
  sourcePort,
});
const ping = (address: string): LabQuestion => ({ protocol: 'icmp', address });
const VIP = '10.96.0.10';
const dnat = (to: string, protocol = 'udp'): string =>
  `iptables-legacy -t nat -F; iptables-legacy -t nat -A PREROUTING -d ${VIP} -p ${protocol} -j DNAT --to ${to}`;

/** Rules and questions one after the other, in one life of the router: conntrack remembers. */
export const HISTORY_CASES: readonly (readonly [why: string, ...steps: (string | LabQuestion)[]])[] = [
  [
    'UDP of one source port stays with the old endpoint',
    dnat('10.2.0.2'),
    udp(VIP, 40001),
    dnat('10.2.0.2:81'),
    udp(VIP, 40001),
    udp(VIP, 40002),
  ],
  [
    'UDP with an entry that never saw a reply',
    `${dnat('10.2.0.99')}`,
    udp(VIP, 40001),
    dnat('10.2.0.2'),
    udp(VIP, 40001),
  ],
  [
    'an entry without NAT keeps a new rule from working',
    'iptables-legacy -t nat -A PREROUTING -p icmp -j ACCEPT; iptables-legacy -A FORWARD -m conntrack --ctstate INVALID -j DROP',
    udp('10.2.0.2', 40001),
    'iptables-legacy -t nat -A PREROUTING -p udp -j DNAT --to 10.2.0.2:81',
    udp('10.2.0.2', 40001),
    udp('10.2.0.2', 40002),
  ],
  [
    'TCP: a closed connection begins anew',
    dnat('10.2.0.2', 'tcp'),
    tcp(VIP, 40001),
    dnat('10.2.0.3', 'tcp'),
    tcp(VIP, 40001),
  ],
  [
    'TCP: a SYN without an answer is asked again with its old mapping',
    dnat('10.2.0.99', 'tcp'),
    { ...tcp(VIP, 40001), timeout: 4000 },
    dnat('10.2.0.2', 'tcp'),
    { ...tcp(VIP, 40001), timeout: 4000 },
  ],
  [
    'a source port that is taken after masquerading',
    'iptables-legacy -t nat -A POSTROUTING -o s0 -j MASQUERADE',
    udp('10.2.0.2', 40001),
    udp('10.2.0.2', 40001),
  ],
  [
    'one port to masquerade with, which is taken',
    'iptables-legacy -t nat -A POSTROUTING -o s0 -p udp -j MASQUERADE --to-ports 50000',
    udp('10.2.0.2', 40001),
    udp('10.2.0.2', 40002),
    udp('10.2.0.2', 40001),
    udp('10.2.0.3', 40002),
  ],
  [
    'two ports to masquerade with',
    'iptables-legacy -t nat -A POSTROUTING -o s0 -p udp -j MASQUERADE --to-ports 50000-50001',
    udp('10.2.0.2', 40001),
    udp('10.2.0.2', 40002),
    udp('10.2.0.2', 40003),
    udp('10.2.0.2', 40002),
  ],
  [
    'one port of nftables, which is taken',
    "nft 'add table ip t; add chain ip t c { type nat hook postrouting priority 100; }; add rule ip t c udp dport 80 snat to 10.2.0.1:50000'",
    udp('10.2.0.2', 40001),
    udp('10.2.0.2', 40002),
  ],
  [
    'established by the table alone',
    'iptables-legacy -A FORWARD -i c0 -m conntrack --ctstate NEW -j ACCEPT',
    udp('10.2.0.2', 40001),
    'iptables-legacy -I FORWARD -i c0 -m conntrack --ctstate NEW -j DROP',
    udp('10.2.0.2', 40001),
    udp('10.2.0.2', 40002),
  ],
  [
    'connmark that is remembered',
    'iptables-legacy -t mangle -A FORWARD -i c0 -p udp -j CONNMARK --set-mark 7',
    udp('10.2.0.2', 40001),
    'iptables-legacy -t mangle -F; iptables-legacy -A FORWARD -m connmark --mark 7 -j DROP',
    udp('10.2.0.2', 40001),
    udp('10.2.0.2', 40002),
  ],
  ['ping', '', ping('10.2.0.2'), ping('fd02::2')],
  [
    'ping: types by name and number',
    'iptables-legacy -A FORWARD -p icmp --icmp-type echo-reply -j DROP; ip6tables-legacy -A FORWARD -p icmpv6 --icmpv6-type 128 -j DROP',
    ping('10.2.0.2'),
    ping('fd02::2'),
  ],
  [
    'ping: other types',
    'iptables-legacy -A FORWARD -p icmp --icmp-type 3/3 -j DROP; iptables-legacy -A FORWARD -p icmp ! --icmp-type any -j DROP',
    ping('10.2.0.2'),
  ],
  [
    'ping: states',
    'iptables-legacy -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT; iptables-legacy -A FORWARD -i c0 -p icmp -j ACCEPT; iptables-legacy -P FORWARD DROP',
    ping('10.2.0.2'),
  ],
  [
    'ping: DNAT and masquerade',
    `${dnat('10.2.0.3', 'icmp')}; iptables-legacy -t nat -A POSTROUTING -o s0 -j MASQUERADE`,
    ping(VIP),
  ],
  [
    'ping: rejected',
    'iptables-legacy -A FORWARD -p icmp -j REJECT --reject-with icmp-net-unreachable',
    ping('10.2.0.2'),
  ],
  ['ping: rejected after DNAT', `${dnat('10.2.0.3', 'icmp')}; iptables-legacy -A FORWARD -j REJECT`, ping(VIP)],
  [
    'ping: notracked reply is INVALID only to who looks',
    'iptables-legacy -t raw -A PREROUTING -i c0 -j NOTRACK; iptables-legacy -A FORWARD -m conntrack --ctstate INVALID -j DROP',
    ping('10.2.0.2'),
  ],
  [
    'ping: nft',
    'nft "add table inet t; add chain inet t f { type filter hook forward priority 0; }; add rule inet t f icmp type echo-request drop; add rule inet t f icmpv6 type { echo-reply, nd-redirect } reject"',
    ping('10.2.0.2'),
    ping('fd02::2'),
  ],
  [
    'ping of the router',
    'iptables-legacy -A INPUT -p icmp -m limit --limit 100/s -j ACCEPT; iptables-legacy -A INPUT -p icmp -j DROP',
    ping('10.1.0.1'),
  ],
];
