import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { bothEnds, type End, framesV4, NODE, NODE_V6, otherEnd, podsV4, podsV6, tunnel, WEB, WEB_V6 } from './ends.ts';
import { datagram, datagramV6, faultsCase, type Way } from './faults.ts';

const TCP = ask(CLIENT_POD, 'tcp', WEB, 8080);

const add = (type: string, device: string, local: string, remote: string, options: string): string =>
  `ip link add ${device} type ${type} local ${local} remote ${remote} ${options}\nip link set ${device} up`;
const here =
  (options = '') =>
  (w: Way): string =>
    add('gre', w.device, NODE[1], w.remote, options);
const there =
  (options = '') =>
  (w: Way): string =>
    add('gre', w.device, w.remote, NODE[1], options);
const here6 =
  (options = '') =>
  (w: Way): string =>
    add('ip6gre', w.device, NODE_V6[1], w.remoteV6, options);
const there6 =
  (options = '') =>
  (w: Way): string =>
    add('ip6gre', w.device, w.remoteV6, NODE_V6[1], options);
const tapHere =
  (key: number) =>
  (w: Way): string =>
    `${add('gretap', w.device, NODE[1], w.remote, `key ${key}`)}\nip addr add 192.168.${w.device.slice(1)}.1/24 dev ${w.device}`;
const tapThere =
  (key: number, last = 2) =>
  (w: Way): string =>
    `${add('gretap', w.device, w.remote, NODE[1], `key ${key}`)}\nip addr add 192.168.${w.device.slice(1)}.${last}/24 dev ${w.device}`;
const toTheEnd = (w: Way) => [ask('node-1', 'icmp', `192.168.${w.device.slice(1)}.2`), ...datagram(w)];

const frames = (type: string, end: End, options: string): string => `${tunnel(type, end, options)}${framesV4(end)}`;

export const greCases: readonly BenchCase[] = [
  {
    name: 'gre',
    why: 'both families in a tunnel with a key, checksums and sequence numbers',
    families: [4, 6],
    setup: bothEnds((end) => `${tunnel('gre', end, 'key 5 csum seq')}${podsV4(end)}${podsV6(end)}`),
    asks: [TCP, ask('node-1', 'tcp', WEB, 8080), ask(CLIENT_POD, 'tcp', WEB_V6, 8080), ask(CLIENT_POD, 'icmp', WEB_V6)],
  },
  {
    name: 'gretap',
    why: 'frames in GRE: the ends are neighbours',
    setup: bothEnds((end) => frames('gretap', end, 'key 7')),
    asks: [TCP, ask('node-1', 'tcp', WEB, 8080), ask('node-1', 'icmp', '192.168.77.2')],
  },
  {
    name: 'ip6gre',
    why: 'GRE over IPv6, packets and frames',
    families: [4, 6],
    setup: bothEnds(
      (end) => `${tunnel('ip6gre', end)}${podsV4(end)}
ip link add t1 type ip6gretap local ${NODE_V6[end]} remote ${NODE_V6[otherEnd(end)]} key 9
ip link set t1 up
ip addr add 192.168.78.${end}/24 dev t1`,
    ),
    asks: [TCP, ask(CLIENT_POD, 'udp', WEB, 8080), ask('node-1', 'tcp', '192.168.78.2', 10250)],
  },
  faultsCase(
    { name: 'gre-faults', why: 'tunnels whose ends do not agree, or are not let in' },
    [4, 6],
    [
      {
        why: 'nothing is wrong',
        here: here('key 1'),
        there: there('key 1'),
        asks: (w) => [...datagram(w), ...datagramV6(w)],
      },
      { why: 'other keys', here: here('key 5'), there: there('key 6') },
      { why: 'a key here alone', here: here('key 5'), there: there() },
      { why: 'a key there alone', here: here(), there: there('key 5') },
      { why: 'one end wants checksums', here: here(), there: there('icsum') },
      { why: 'one end sends checksums', here: here('ocsum'), there: there() },
      { why: 'one end wants sequence numbers', here: here(), there: there('iseq') },
      { why: 'one end sends sequence numbers', here: here('oseq'), there: there() },
      {
        why: 'protocol 47 is dropped there',
        here: here(),
        there: (w) => `${there()(w)}\niptables-legacy -A INPUT -p gre -d ${w.remote} -j DROP`,
      },
      {
        why: 'the tunnel there is down',
        here: here(),
        there: (w) => `${there()(w)}\nip link set ${w.device} down`,
        asks: (w) => [...datagram(w), ...datagramV6(w)],
      },
      {
        why: 'no remote: the other end of an IPv4 packet is its neighbour, and IPv6 names none',
        here: (w) => `ip link add ${w.device} type gre local ${NODE[1]}\nip link set ${w.device} up`,
        there: there(),
        asks: (w) => [...datagram(w), ...datagramV6(w)],
      },
      {
        why: 'no remote: the neighbour is set by hand',
        here: (w) =>
          `ip link add ${w.device} type gre local ${NODE[1]} key 12\nip link set ${w.device} up\nip neigh add ${w.to} lladdr ${w.remote} dev ${w.device}`,
        there: there('key 12'),
      },
      { why: 'over IPv6, other keys', here: here6('key 5'), there: there6('key 6') },
      { why: 'over IPv6, nothing is wrong', here: here6(), there: there6() },
      {
        why: 'frames, other keys: nobody answers for the neighbour',
        here: tapHere(5),
        there: tapThere(6),
        asks: toTheEnd,
      },
      { why: 'frames, nobody has the address', here: tapHere(5), there: tapThere(5, 9), asks: toTheEnd },
    ],
  ),
];
