import { type LabCase, tcp, udp, V6 } from './router-question.ts';

const VIP = '10.2.0.200';

/** Cases whose client is a process of the router (user and group 0). */
export const LOCAL_CASES: readonly LabCase[] = [
  ['no rules', '', tcp(), udp(), tcp(V6)],
  ['DROP in OUTPUT', 'T -A OUTPUT -p tcp -j DROP; T -A OUTPUT -p udp -j DROP', tcp(), udp()],
  ['REJECT in OUTPUT', 'T -A OUTPUT -j REJECT', tcp(), udp()],
  ['REJECT with reset in OUTPUT', 'T -A OUTPUT -p tcp -j REJECT --reject-with tcp-reset', tcp()],
  ['REJECT host unreachable in OUTPUT', 'T -A OUTPUT -j REJECT --reject-with icmp-host-unreachable', tcp()],
  ['REJECT admin prohibited in OUTPUT', 'T -A OUTPUT -j REJECT --reject-with icmp-admin-prohibited', tcp()],
  ['REJECT 6 in OUTPUT', 'T6 -A OUTPUT -j REJECT', tcp(V6)],
  ['DROP in POSTROUTING', 'T -t mangle -A POSTROUTING -p tcp -j DROP', tcp(), udp()],
  ['DROP in raw OUTPUT', 'T -t raw -A OUTPUT -p udp -j DROP', tcp(), udp()],
  ['DNAT in OUTPUT', `T -t nat -A OUTPUT -d ${VIP} -p tcp --dport 80 -j DNAT --to 10.2.0.3:8080`, tcp(VIP), tcp()],
  [
    'DNAT in OUTPUT out of another device',
    'T -t nat -A OUTPUT -d 10.1.0.77 -p tcp -j DNAT --to 10.2.0.3',
    tcp('10.1.0.77'),
  ],
  [
    'the same, masqueraded',
    'T -t nat -A OUTPUT -d 10.1.0.77 -p tcp -j DNAT --to 10.2.0.3; T -t nat -A POSTROUTING -p tcp -o s0 -j MASQUERADE',
    tcp('10.1.0.77'),
  ],
  [
    'REDIRECT in OUTPUT to a closed port',
    'T -t nat -A OUTPUT -d 10.2.0.2 -p tcp --dport 80 -j REDIRECT --to-ports 99',
    tcp(),
    tcp('10.2.0.2', 81),
  ],
  ['owner: uid', 'T -A OUTPUT -m owner --uid-owner 0 -p tcp -j REJECT', tcp(), udp()],
  [
    'owner: uid range',
    'T -A OUTPUT -m owner --uid-owner 0-99 -p tcp -j REJECT; T -A OUTPUT -m owner --uid-owner 100-200 -j DROP',
    tcp(),
    udp(),
  ],
  ['owner: ! uid', 'T -A OUTPUT -m owner ! --uid-owner 0 -j DROP', tcp(), udp()],
  ['owner: gid', 'T -A OUTPUT -m owner --gid-owner 0 -p udp -j REJECT', tcp(), udp()],
  ['owner: socket', 'T -A OUTPUT -m owner --socket-exists -p udp -j REJECT', tcp(), udp()],
  [
    'a mark changes the route',
    'ip rule add fwmark 0x9 lookup 99 2>/dev/null; T -t mangle -A OUTPUT -p udp -j MARK --set-mark 0x8',
    tcp(),
    udp(),
  ],
  ['interfaces in OUTPUT', 'T -A OUTPUT -o s0 -p tcp -j REJECT; T -A OUTPUT -o c0 -j DROP', tcp(), udp()],
  ['replies die in INPUT', 'T -A INPUT -i s0 -p tcp -m conntrack --ctstate ESTABLISHED -j DROP', tcp(), udp()],
  [
    'INPUT lets replies in alone',
    'T -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; T -P INPUT DROP',
    tcp(),
    udp(),
  ],
  ['INPUT without replies', 'T -P INPUT DROP', tcp(), udp(), tcp(V6)],
  [
    'NOTRACK in OUTPUT alone',
    'T -t raw -A OUTPUT -d 10.2.0.2 -j NOTRACK; T -A INPUT -m conntrack --ctstate INVALID -j DROP',
    tcp(),
    udp(),
  ],
  [
    'SNAT in POSTROUTING to an own address of another device',
    'T -t nat -A POSTROUTING -o s0 -j SNAT --to-source 10.1.0.1',
    tcp(),
    udp(),
  ],
  ['to itself by lo: nothing listens', '', tcp('127.0.0.1'), tcp('10.1.0.1'), udp('10.2.0.1')],
  ['to itself by lo: INPUT on lo', 'T -A INPUT -i lo -p tcp -j DROP', tcp('127.0.0.1'), udp('127.0.0.1')],
  [
    'DNAT of loopback: its source must not leave by another device',
    'T -t nat -A OUTPUT -d 127.0.0.1 -p tcp --dport 80 -j DNAT --to 10.2.0.3; T -t nat -A OUTPUT -d 127.0.0.1 -p udp --dport 80 -j DNAT --to 10.2.0.3',
    tcp('127.0.0.1'),
    udp('127.0.0.1'),
  ],
  [
    'the same, masqueraded',
    'T -t nat -A OUTPUT -d 127.0.0.1 -p tcp --dport 80 -j DNAT --to 10.2.0.3; T -t nat -A POSTROUTING -o s0 -j MASQUERADE',
    tcp('127.0.0.1'),
  ],
  [
    'own NodePort: DNAT of an own address',
    'T -t nat -A OUTPUT -m addrtype --dst-type LOCAL -p tcp --dport 30080 -j DNAT --to 10.2.0.3:80',
    tcp('10.1.0.1', 30080),
    tcp('10.2.0.1', 30080),
  ],
  [
    'own NodePort, masqueraded',
    'T -t nat -A OUTPUT -m addrtype --dst-type LOCAL -p tcp --dport 30080 -j DNAT --to 10.2.0.3:80; T -t nat -A POSTROUTING -s 10.1.0.1 -o s0 -j MASQUERADE',
    tcp('10.1.0.1', 30080),
  ],
];
