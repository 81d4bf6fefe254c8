import { NODE_1 } from '../../faults/asks.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';

export const singleCases: readonly BenchCase[] = [
  {
    name: 'dummy',
    why: 'its address is reached from everywhere, and what is sent by it is thrown away',
    setup: {
      'node-1': `
ip link add dummy0 type dummy; ip link set dummy0 up
ip addr add 169.254.20.10/32 dev dummy0
ip route add 10.98.0.0/24 dev dummy0`,
      'node-2': `ip route add 169.254.20.10/32 via ${NODE_1}`,
    },
    asks: [
      ask(CLIENT_POD, 'tcp', '169.254.20.10', 10250),
      ask('node-2', 'tcp', '169.254.20.10', 10250),
      ask('node-1', 'icmp', '169.254.20.10'),
      ask(CLIENT_POD, 'tcp', '10.98.0.9', 80),
      ask('node-1', 'udp', '10.98.0.9', 80),
    ],
  },
  {
    name: 'dummy-down',
    why: 'a route by a dummy that is down is gone; its address is still reached',
    setup: { 'node-1': 'ip link add dummy0 type dummy; ip addr add 169.254.20.10/32 dev dummy0' },
    asks: [ask(CLIENT_POD, 'tcp', '169.254.20.10', 10250), ask('node-1', 'icmp', '169.254.20.10')],
  },
  {
    name: 'tap-without-process',
    why: 'no process has the device open: it has no carrier',
    setup: {
      'node-1': 'ip tuntap add dev tap0 mode tap; ip link set tap0 up; ip addr add 10.98.0.1/24 dev tap0',
    },
    asks: [ask('node-1', 'tcp', '10.98.0.9', 80), ask(CLIENT_POD, 'icmp', '10.98.0.9')],
  },
  {
    name: 'ifb',
    why: 'an ifb takes only what tc redirects to it',
    setup: {
      'node-1': 'ip link add ifb0 type ifb; ip link set ifb0 up; ip addr add 10.98.0.1/24 dev ifb0',
    },
    asks: [ask('node-1', 'udp', '10.98.0.9', 80), ask(CLIENT_POD, 'icmp', '10.98.0.9')],
  },
];
