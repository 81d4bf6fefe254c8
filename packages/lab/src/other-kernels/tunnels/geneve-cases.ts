import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { bothEnds, framesV4, NOBODY, NODE, otherEnd, WEB } from './ends.ts';
import { faultsCase, type Way } from './faults.ts';

const net = (w: Way): string => `192.168.${w.device.slice(1)}`;
const end = (w: Way, remote: string, last: number, id: string, options = ''): string =>
  `ip link add ${w.device} type geneve id ${id} remote ${remote} ${options}
ip link set ${w.device} up
ip addr add ${net(w)}.${last}/24 dev ${w.device}`;
const here = (w: Way): string => end(w, w.remote, 1, w.device.slice(1));
/** The other end sends from any of its addresses, so that the first one is told by a route. */
const there =
  (id?: string, options = '') =>
  (w: Way): string =>
    end(w, NODE[1], 2, id ?? w.device.slice(1), options);
const toTheEnd = (w: Way) => [ask('node-1', 'udp', `${net(w)}.2`, 8080)];

export const geneveCases: readonly BenchCase[] = [
  {
    name: 'geneve',
    why: 'frames in UDP: the ends are neighbours',
    setup: bothEnds((n) => `ip link add t0 type geneve id 5 remote ${NODE[otherEnd(n)]}${framesV4(n)}`),
    asks: [
      ask(CLIENT_POD, 'tcp', WEB, 8080),
      ask('node-1', 'tcp', WEB, 8080),
      ask(CLIENT_POD, 'udp', WEB, 8080),
      ask('node-1', 'icmp', '192.168.77.2'),
    ],
  },
  faultsCase(
    { name: 'geneve-faults', why: 'tunnels that are broken at either end' },
    [4],
    [
      { why: 'the other end answers from another address', here, there: there(), asks: toTheEnd },
      {
        why: 'UDP port 6081 is dropped there',
        here,
        there: (w) => `${there()(w)}\niptables-legacy -A INPUT -p udp --dport 6081 -d ${w.remote} -j DROP`,
        asks: toTheEnd,
      },
      { why: 'other networks', here, there: there('99'), asks: toTheEnd },
      {
        why: 'the other end listens on another port',
        here: (w) => end(w, w.remote, 1, '4', 'dstport 8472'),
        there: there('4', 'dstport 6083'),
        asks: toTheEnd,
      },
      { why: 'the other end is not there', here: (w) => end(w, NOBODY, 1, '5'), there: there(), asks: toTheEnd },
      {
        why: 'the neighbour is set by hand, and the tunnel there is down',
        here: (w) =>
          `${end(w, w.remote, 1, '6', 'dstport 4789')}\nip neigh add ${net(w)}.2 lladdr 02:00:00:00:00:06 dev ${w.device}`,
        there: (w) => `${there('6', 'dstport 4789')(w)}\nip link set ${w.device} down`,
        asks: toTheEnd,
      },
      {
        why: 'the neighbour is set by hand, and the network is another',
        here: (w) => `${here(w)}\nip neigh add ${net(w)}.2 lladdr 02:00:00:00:00:07 dev ${w.device}`,
        there: there('98'),
        asks: toTheEnd,
      },
    ],
  ),
];
