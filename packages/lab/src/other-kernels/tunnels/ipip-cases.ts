import { NODE_1, NODE_2 } from '../../faults/asks.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';

const WEB = '10.244.2.2';

/** Calico's way: one device for all nodes, and the next hop of the route is the other end. */
const anyRemote = (own: number, other: string): string => `
ip link set tunl0 up mtu 1480
ip addr add 10.244.${own}.0/32 dev tunl0
ip route add 10.244.${3 - own}.0/24 via ${other} dev tunl0 onlink`;

export const ipipCases: readonly BenchCase[] = [
  {
    name: 'ipip-any',
    why: 'tunl0 without a remote, as Calico has it: the gateway of the route is the other end',
    setup: { 'node-1': anyRemote(1, NODE_2), 'node-2': anyRemote(2, NODE_1) },
    asks: [
      ask(CLIENT_POD, 'tcp', WEB, 8080),
      ask(CLIENT_POD, 'udp', WEB, 8080),
      ask(CLIENT_POD, 'icmp', WEB),
      ask('node-1', 'tcp', WEB, 8080),
      ask(CLIENT_POD, 'tcp', '10.244.2.0', 10250),
      ask(CLIENT_POD, 'icmp', '10.244.2.9'),
    ],
  },
];
