import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { bothEnds, type End, NOBODY, NODE, otherEnd, podsV4, tunnel, WEB } from './ends.ts';
import { datagramV6, faultsCase, type Way } from './faults.ts';

/** Calico's way: one device for all nodes, and the next hop of the route is the other end. */
const anyRemote = (end: End): string => `
ip link set tunl0 up mtu 1480
ip addr add 10.244.${end}.0/32 dev tunl0
ip route add 10.244.${otherEnd(end)}.0/24 via ${NODE[otherEnd(end)]} dev tunl0 onlink`;

const add = (device: string, local: string, remote: string, options = ''): string =>
  `ip link add ${device} type ipip local ${local} remote ${remote} ${options}\nip link set ${device} up`;
const here = (w: Way): string => add(w.device, NODE[1], w.remote);
const there = (w: Way): string => add(w.device, w.remote, NODE[1]);
const input = (w: Way, target: string): string => `iptables-legacy -A INPUT -p 4 -d ${w.remote} -j ${target}`;

export const ipipCases: readonly BenchCase[] = [
  {
    name: 'ipip-any',
    why: 'tunl0 without a remote, as Calico has it: the gateway of the route is the other end',
    setup: bothEnds(anyRemote),
    asks: [
      ask(CLIENT_POD, 'tcp', WEB, 8080),
      ask(CLIENT_POD, 'udp', WEB, 8080),
      ask(CLIENT_POD, 'icmp', WEB),
      ask('node-1', 'tcp', WEB, 8080),
      ask(CLIENT_POD, 'tcp', '10.244.2.0', 10250),
      ask(CLIENT_POD, 'icmp', '10.244.2.9'),
    ],
  },
  {
    name: 'ipip-narrow',
    why: 'the way to the other end is narrower than the tunnel thinks: its ends say so themselves',
    setup: bothEnds(
      (end) => `${tunnel('ipip', end)}${podsV4(end)}
ip link set t0 mtu 1500
ip route add ${NODE[otherEnd(end)]} dev eth0 mtu 1400`,
    ),
    asks: [
      ask(CLIENT_POD, 'tcp', WEB, 8080),
      ask(CLIENT_POD, 'udp', WEB, 8080, 1420),
      ask('node-1', 'tcp', WEB, 8080),
      ask('node-1', 'udp', WEB, 8080, 1420),
    ],
  },
  faultsCase(
    { name: 'ipip-faults', why: 'tunnels that are broken at either end' },
    [4, 6],
    [
      { why: 'nothing is wrong', here, there },
      { why: 'the other end is not there', here: (w) => add(w.device, NODE[1], NOBODY), there },
      { why: 'the other end has a tunnel to somebody else', here, there: (w) => add(w.device, w.remote, NOBODY) },
      { why: 'the tunnel of the other end is down', here, there: (w) => `${there(w)}\nip link set ${w.device} down` },
      { why: 'protocol 4 is dropped at the other end', here, there: (w) => `${there(w)}\n${input(w, 'DROP')}` },
      {
        why: 'it is refused: the node hears of it, the client does not',
        here,
        there: (w) => `${there(w)}\n${input(w, 'REJECT')}`,
      },
      {
        why: 'the device has no remote, and the route names none',
        here: (w) => `ip link add ${w.device} type ipip local 10.10.0.11\nip link set ${w.device} up`,
        there,
      },
      {
        why: 'the way back is not by the tunnel, and rp_filter is strict',
        here,
        there: (w) => `${there(w)}\nsysctl -qw net.ipv4.conf.${w.device}.rp_filter=1`,
      },
      {
        why: 'there is no way to the other end',
        here: (w) => `${add(w.device, NODE[1], '10.99.0.1')}\nip route add blackhole 10.99.0.0/16`,
        there,
      },
      {
        why: 'the outer TTL is used up at a router',
        here: (w) => `${add(w.device, NODE[1], w.remote, 'ttl 1')}\nip route add ${w.remote} via 10.10.0.1`,
        there,
      },
      { why: 'IPIP carries IPv4 alone', here, there, asks: datagramV6 },
      {
        why: 'the tunnel is bound to a device that the packets do not come in by',
        here,
        there: (w) =>
          `ip link add ${w.device} type ipip local ${w.remote} remote ${NODE[1]} dev v-web\nip link set ${w.device} up`,
      },
    ],
  ),
];
