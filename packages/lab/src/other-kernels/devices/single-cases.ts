import { NODE_1, NODE_2 } from '../../faults/asks.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { BenchCase } from '../bench/bench-case.ts';
import { NEAR, TWO_PODS, up } from './flat-pods.ts';

/** Two pods on a bridge with a port that is narrower than they are, and single segments instead of bundles. */
const narrow = (name: string, why: string, probing: number): BenchCase => {
  const inside = `ethtool -K eth0 tso off gso off gro off; sysctl -qw net.ipv4.tcp_mtu_probing=${probing}`;
  return {
    name,
    why,
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: {
      'node-1': `
ip link add br0 type bridge; ip link set br0 up
ip link add v-client type veth peer name eth0 netns $client; ip link set v-client master br0 up
ip link add v-near type veth peer name eth0 netns $near; ip link set v-near master br0 up
ip link set v-near mtu 1400`,
      [CLIENT_POD]: up('10.244.1.2/24', inside),
      'default/near': up(`${NEAR}/24`, inside),
    },
    asks: [ask(CLIENT_POD, 'tcp', NEAR, 8080)],
  };
};

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
  {
    name: 'ifb-redirect',
    why: 'what tc redirects to an ifb, to limit its rate, comes back and goes on; a copy that is mirrored away does not matter',
    setup: {
      'node-1': `
ip link add ifb0 type ifb; ip link set ifb0 up
tc qdisc add dev v-client ingress
tc filter add dev v-client parent ffff: protocol all u32 match u32 0 0 action mirred egress redirect dev ifb0
ip route add 10.244.2.0/24 via ${NODE_2}
tc qdisc add dev eth0 clsact
tc filter add dev eth0 egress protocol ip u32 match ip dst 10.244.2.0/24 action mirred egress mirror dev ifb0`,
      'node-2': `ip route add 10.244.1.0/24 via ${NODE_1}`,
    },
    asks: [
      ask(CLIENT_POD, 'tcp', '10.244.2.2', 8080),
      ask(CLIENT_POD, 'udp', '10.244.2.2', 8080),
      ask(CLIENT_POD, 'icmp', '10.244.1.1'),
    ],
  },
  {
    name: 'ifb-down',
    why: 'an ifb that is down takes nothing: what is redirected to it is gone',
    setup: {
      'node-1': `
ip link add ifb0 type ifb
tc qdisc add dev v-client ingress
tc filter add dev v-client parent ffff: protocol ip u32 match u32 0 0 action mirred egress redirect dev ifb0
tc qdisc add dev eth0 clsact
tc filter add dev eth0 egress protocol ip u32 match u32 0 0 action mirred egress redirect dev ifb0`,
    },
    asks: [
      ask(CLIENT_POD, 'icmp', '10.244.1.1'),
      ask('node-1', 'tcp', NODE_2, 10250),
      ask('node-1', 'udp', NODE_2, 99),
    ],
  },
  {
    name: 'bridge-narrow-port',
    why: 'bundles of segments pass a port of a bridge that is narrower than they are, single packets do not',
    podLinks: 'bare',
    pods: TWO_PODS,
    setup: {
      'node-1': `
ip link add br0 type bridge; ip link set br0 up
for pod in client near; do
  eval netns=\\$$pod
  ip link add v-$pod type veth peer name t-$pod; ip link set v-$pod master br0 up
  ip link set t-$pod netns $netns; ip netns exec $netns ip link set t-$pod name eth0
done
ip link set v-near mtu 1400`,
      [CLIENT_POD]: up('10.244.1.2/24'),
      'default/near': up(`${NEAR}/24`),
    },
    asks: [
      ask(CLIENT_POD, 'tcp', NEAR, 8080),
      ask(CLIENT_POD, 'udp', NEAR, 8080, 1450),
      ask('default/near', 'icmp', '10.244.1.2', undefined, 1450),
    ],
  },
  narrow('bridge-narrow-probing', 'a sender that looks for the path MTU by itself begins with small segments', 2),
  narrow('bridge-narrow-probing-late', 'one that looks for it when nothing has come for long has stalled by then', 1),
];
