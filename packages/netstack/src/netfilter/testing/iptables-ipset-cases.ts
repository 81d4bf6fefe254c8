import { type LabCase, tcp, udp, V6 } from './router-question.ts';

/** Sets. `T` is iptables of the backend under test, `T6` ip6tables. */
export const IPTABLES_IPSET_CASES: readonly LabCase[] = [
  [
    'SET adds, the set matches',
    'ipset create d hash:ip; T -A FORWARD -i c0 -j SET --add-set d src; T -A FORWARD -i c0 -m set --match-set d src -p tcp -j DROP',
    tcp(),
    udp(),
  ],
  [
    'set of addresses',
    'ipset create a hash:ip; ipset add a 10.2.0.3; T -A FORWARD -m set --match-set a dst -j DROP',
    tcp(),
    tcp('10.2.0.3'),
  ],
  [
    'set of nets with nomatch',
    'ipset create n hash:net; ipset add n 10.2.0.0/24; ipset add n 10.2.0.2/31 nomatch; T -A FORWARD -i c0 -m set --match-set n dst -j DROP',
    tcp(),
    tcp('10.2.0.3'),
    tcp('10.2.0.4'),
  ],
  [
    '! set',
    'ipset create n hash:net; ipset add n 10.2.0.0/30; T -A FORWARD -i c0 -m set ! --match-set n dst -j DROP',
    tcp(),
    tcp('10.2.0.4'),
  ],
  [
    'set of address and port',
    'ipset create p hash:ip,port; ipset add p 10.2.0.2,tcp:80; T -A FORWARD -m set --match-set p dst,dst -j DROP',
    tcp(),
    udp(),
    tcp('10.2.0.2', 81),
  ],
  [
    'set of net and port',
    'ipset create p hash:net,port; ipset add p 10.2.0.0/30,udp:80; T -A FORWARD -m set --match-set p dst,dst -j DROP',
    tcp(),
    udp(),
    udp('10.2.0.4'),
  ],
  [
    'set of address, port, address',
    'ipset create p hash:ip,port,ip; ipset add p 10.2.0.2,tcp:80,10.1.0.2; T -A FORWARD -m set --match-set p dst,dst,src -j DROP',
    tcp(),
    tcp('10.2.0.3'),
  ],
  [
    'set of address, port, net',
    'ipset create p hash:ip,port,net; ipset add p 10.2.0.2,tcp:80,10.1.0.0/24; T -A FORWARD -m set --match-set p dst,dst,src -j DROP',
    tcp(),
    tcp('10.2.0.3'),
  ],
  [
    'set of ports',
    'ipset create p bitmap:port range 0-1000; ipset add p 80; T -A FORWARD -i c0 -m set --match-set p dst -j DROP',
    tcp(),
    udp(),
    tcp('10.2.0.2', 81),
  ],
  [
    'bitmap of addresses',
    'ipset create p bitmap:ip range 10.2.0.0/24; ipset add p 10.2.0.2; T -A FORWARD -m set --match-set p dst -j DROP',
    tcp(),
    tcp('10.2.0.3'),
  ],
  [
    'set with netmask',
    'ipset create p hash:ip netmask 31; ipset add p 10.2.0.2; T -A FORWARD -i c0 -m set --match-set p dst -j DROP',
    tcp(),
    tcp('10.2.0.3'),
    tcp('10.2.0.4'),
  ],
  [
    'set of net and interface',
    'ipset create p hash:net,iface; ipset add p 10.1.0.0/24,c0; T -A FORWARD -m set --match-set p src,src -p tcp -j DROP',
    tcp(),
    udp(),
  ],
  [
    'list of sets',
    'ipset create a hash:ip; ipset add a 10.2.0.3; ipset create b hash:net; ipset add b 10.2.0.4/31; ipset create l list:set; ipset add l a; ipset add l b; T -A FORWARD -i c0 -m set --match-set l dst -j DROP',
    tcp(),
    tcp('10.2.0.3'),
    tcp('10.2.0.5'),
  ],
  [
    'set 6',
    'ipset create s hash:net family inet6; ipset add s fd02::2/127; T6 -A FORWARD -i c0 -m set --match-set s dst -j DROP',
    tcp(V6),
    tcp('fd02::4'),
    tcp(),
  ],
  [
    'too few directions for the set',
    'ipset create p hash:ip,port; ipset add p 10.2.0.2,tcp:80; T -A FORWARD -m set --match-set p dst -j DROP || true',
    tcp(),
  ],
];
