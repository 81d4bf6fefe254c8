import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { bothEnds, NOBODY, NOBODY_V6, NODE, NODE_V6, otherEnd, podsV4, podsV6, tunnel, WEB, WEB_V6 } from './ends.ts';
import { datagram, datagramV6, faultsCase, type Way } from './faults.ts';

const six = { families: [4, 6] } as const;
const TCP_V6 = ask(CLIENT_POD, 'tcp', WEB_V6, 8080);
const both = (w: Way) => [...datagramV6(w), ...datagram(w)];

const add = (type: string, w: Way, local: string, remote: string, options = ''): string =>
  `ip link add ${w.device} type ${type} local ${local} remote ${remote} ${options}\nip link set ${w.device} up`;
const sitHere = (w: Way): string => add('sit', w, NODE[1], w.remote);
const sitThere = (w: Way): string => add('sit', w, w.remote, NODE[1]);
const here = (w: Way): string => add('ip6tnl', w, NODE_V6[1], w.remoteV6, 'mode any');
const there = (w: Way): string => add('ip6tnl', w, w.remoteV6, NODE_V6[1], 'mode any');
const fromNode = (w: Way) => ask('node-1', 'udp', w.toV6, 8080);

export const ipv6Cases: readonly BenchCase[] = [
  {
    name: 'sit',
    why: 'IPv6 over IPv4: ends that are named, and ends that the address itself names',
    ...six,
    setup: bothEnds(
      (end) => `${tunnel('sit', end)}${podsV6(end)}
ip link set sit0 up
ip addr add 2002:a0a:${end === 1 ? 'b' : 'c'}::1/16 dev sit0 nodad`,
    ),
    asks: [TCP_V6, ask('node-1', 'tcp', WEB_V6, 8080), ask('node-1', 'tcp', '2002:a0a:c::1', 10250)],
  },
  {
    name: 'ip6tnl',
    why: 'both families over IPv6',
    ...six,
    setup: bothEnds((end) => `${tunnel('ip6tnl', end, 'mode any')}${podsV4(end)}${podsV6(end)}`),
    asks: [TCP_V6, ask(CLIENT_POD, 'tcp', WEB, 8080), ask('node-1', 'tcp', WEB_V6, 8080)],
  },
  {
    name: 'ip6tnl-narrow',
    why: 'the way to the other end is narrower than the tunnel thinks',
    ...six,
    setup: bothEnds(
      (end) => `${tunnel('ip6tnl', end, 'mode any')}${podsV4(end)}${podsV6(end)}
ip link set t0 mtu 1500
ip -6 route add ${NODE_V6[otherEnd(end)]} dev eth0 mtu 1400`,
    ),
    asks: [
      TCP_V6,
      ask(CLIENT_POD, 'tcp', WEB, 8080),
      ask('node-1', 'tcp', WEB_V6, 8080),
      ask(CLIENT_POD, 'udp', WEB, 8080, 1420),
    ],
  },
  faultsCase(
    { name: 'sit-faults', why: 'tunnels of IPv6 over IPv4 that are broken at either end' },
    [4, 6],
    [
      { why: 'nothing is wrong', here: sitHere, there: sitThere, asks: datagramV6 },
      {
        why: 'protocol 41 is dropped there',
        here: sitHere,
        there: (w) => `${sitThere(w)}\niptables-legacy -A INPUT -p 41 -d ${w.remote} -j DROP`,
        asks: datagramV6,
      },
      {
        why: 'the other end is not there',
        here: (w) => add('sit', w, NODE[1], NOBODY),
        there: sitThere,
        asks: datagramV6,
      },
      {
        why: 'the tunnel there is down',
        here: sitHere,
        there: (w) => `${sitThere(w)}\nip link set ${w.device} down`,
        asks: datagramV6,
      },
      {
        why: 'there is no way to the other end',
        here: (w) => `${add('sit', w, NODE[1], '10.99.0.1')}\nip route add blackhole 10.99.0.0/16`,
        there: sitThere,
        asks: (w) => [...datagramV6(w), fromNode(w)],
      },
      {
        why: 'no remote, and the next hop names none',
        here: (w) => `ip link add ${w.device} type sit local ${NODE[1]}\nip link set ${w.device} up`,
        there: sitThere,
        asks: datagramV6,
      },
      { why: 'IPv4 in a tunnel for IPv6 alone', here: sitHere, there: sitThere },
      {
        why: 'both families',
        here: (w) => add('sit', w, NODE[1], w.remote, 'mode any'),
        there: (w) => add('sit', w, w.remote, NODE[1], 'mode any'),
        asks: both,
      },
    ],
  ),
  faultsCase(
    { name: 'ip6tnl-faults', why: 'tunnels over IPv6 that are broken at either end' },
    [4, 6],
    [
      { why: 'nothing is wrong', here, there, asks: both },
      {
        why: 'the firewall there lets no tunnel in',
        here,
        there: (w) => `${there(w)}\nip6tables-legacy -A INPUT -p 41 -d ${w.remoteV6} -j DROP`,
        asks: datagramV6,
      },
      {
        why: 'the other end is not there: the client hears of it',
        here: (w) => add('ip6tnl', w, NODE_V6[1], NOBODY_V6, 'mode any'),
        there,
        asks: both,
      },
      {
        why: 'the tunnel there is down: the client hears of it',
        here,
        there: (w) => `${there(w)}\nip link set ${w.device} down`,
        asks: both,
      },
      {
        why: 'there is no way to the other end',
        here: (w) => `${add('ip6tnl', w, NODE_V6[1], 'fd99::1', 'mode any')}\nip -6 route add blackhole fd99::/16`,
        there,
        asks: (w) => [...both(w), fromNode(w)],
      },
      {
        why: 'IPv4 in a tunnel for IPv6 alone',
        here: (w) => add('ip6tnl', w, NODE_V6[1], w.remoteV6, 'mode ip6ip6'),
        there,
      },
      {
        why: 'IPv6 is not taken there',
        here,
        there: (w) => add('ip6tnl', w, w.remoteV6, NODE_V6[1], 'mode ipip6'),
        asks: datagramV6,
      },
      {
        why: 'the local address is not this machine',
        here: (w) => add('ip6tnl', w, 'fd00:10:10::77', w.remoteV6, 'mode any'),
        there,
        asks: both,
      },
      {
        why: 'no remote',
        here: (w) => `ip link add ${w.device} type ip6tnl local ${NODE_V6[1]} mode any\nip link set ${w.device} up`,
        there,
        asks: both,
      },
    ],
  ),
];
