import { demoTopology } from '../demo-topology.ts';
import { DNS_SERVICE, NODE_1, NODE_PORT, OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT, WEB_SERVICE } from '../faults/asks.ts';
import { hostVethOf, uidOf } from '../identity.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { ask, type RuleSet, restore, sh } from './rule-set.ts';
import { noFlannel } from './two-interfaces.ts';

const PODS = '10.244.0.0/16';

/** kind's masquerading agent (images/kindnetd: cmd/kindnetd/masq.go). */
const MASQUERADE = [
  '*nat',
  ':KIND-MASQ-AGENT - [0:0]',
  '-A POSTROUTING -m addrtype ! --dst-type LOCAL -m comment --comment "kind-masq-agent: ensure nat POSTROUTING directs all non-LOCAL destination traffic to our custom KIND-MASQ-AGENT chain" -j KIND-MASQ-AGENT',
  `-A KIND-MASQ-AGENT -d ${PODS} -m comment --comment "kind-masq-agent: local traffic is not subject to MASQUERADE" -j RETURN`,
  '-A KIND-MASQ-AGENT -m comment --comment "kind-masq-agent: outbound traffic is subject to MASQUERADE (must be last in chain)" -j MASQUERADE',
  'COMMIT',
].join('\n');

type Placed = { readonly pod: string; readonly address: string };
const ON_NODE_1: readonly Placed[] = [
  { pod: 'client', address: '10.244.1.2' },
  { pod: 'web-1', address: WEB_1 },
];

/** kindnet's pods have no bridge: a veth pair, a route, and the gateway's address on each host end (ptp). */
const network: readonly Change[] = [
  sh('kindnet routes', 'node-1', [
    ...ON_NODE_1.flatMap((p) => {
      const veth = hostVethOf(uidOf('Pod', 'default', p.pod));
      return [
        `ip link set ${veth} nomaster`,
        `ip addr add 10.244.1.1/32 dev ${veth}`,
        `ip route add ${p.address}/32 dev ${veth} scope link src 10.244.1.1`,
      ];
    }),
    'ip link del cni0',
    ...ON_NODE_1.map(
      (p) =>
        `ip route replace ${p.address}/32 dev ${hostVethOf(uidOf('Pod', 'default', p.pod))} scope link src 10.244.1.1`,
    ),
  ]),
  ...ON_NODE_1.map((p) =>
    sh('kindnet pod', `default/${p.pod}`, [
      'ip route flush dev eth0',
      'ip route add 10.244.1.1 dev eth0 scope link',
      `ip route add 10.244.1.0/24 via 10.244.1.1 dev eth0 src ${p.address}`,
      'ip route add default via 10.244.1.1 dev eth0',
    ]),
  ),
];

const client = 'default/client';

const kindnet = (iptables: Topology['iptables']): RuleSet => ({
  name: `kindnet, iptables-${iptables}`,
  topology: demoTopology({ name: 'kindnet', backend: 'host-gw', iptables }),
  changes: [noFlannel(iptables), ...network, restore('kindnet', 'node-1', `iptables-${iptables}`, MASQUERADE)],
  asks: [
    ask('pods of two nodes', client, WEB_2, WEB_PORT),
    ask('pods of one node: routed', client, WEB_1, WEB_PORT),
    ask('to a pod of the node', 'default/web-2', WEB_1, WEB_PORT),
    ask('a service', client, WEB_SERVICE, 80),
    ask('names', client, DNS_SERVICE, ['udp', 53]),
    ask('the outside', client, OUTSIDE_HOST, 443),
    ask('a node port', OUTSIDE_HOST, NODE_1, NODE_PORT),
    ask('the node to its pod', 'node/node-1', WEB_1, WEB_PORT),
    ask('a ping', client, WEB_2, 'ping'),
  ],
});

/** kube-network-policies as kindnet had it at first: new connections go to a process that decides. The lab has no such process. */
const queued = (name: string, option: string, sees: 'connected' | 'timeout'): RuleSet => ({
  name: `kindnet's network policies: ${name}`,
  topology: demoTopology({ name: 'kindnet-policies', backend: 'host-gw' }),
  changes: [
    noFlannel('nft'),
    ...network,
    restore('kindnet', 'node-1', 'iptables-nft', MASQUERADE),
    sh('ipset', 'node-1', ['ipset create podips hash:ip', `ipset add podips ${WEB_1}`]),
    sh('kindnet', 'node-1', [
      'iptables-nft -N KUBE-NETWORK-POLICIES',
      'iptables-nft -I FORWARD -m conntrack --ctstate NEW -j KUBE-NETWORK-POLICIES',
      ...['src', 'dst'].map(
        (side) =>
          `iptables-nft -A KUBE-NETWORK-POLICIES -m set --match-set podips ${side} -j NFQUEUE --queue-num 100 ${option}`,
      ),
    ]),
  ],
  asks: [
    ask('a pod with a policy', client, WEB_1, WEB_PORT, sees),
    ask('a pod without', client, WEB_2, WEB_PORT),
    ask('the node itself is not forwarded', 'node/node-1', WEB_1, WEB_PORT),
  ],
});

export const kindnetSets: readonly RuleSet[] = [
  kindnet('nft'),
  kindnet('legacy'),
  queued('nobody decides, and packets pass', '--queue-bypass', 'connected'),
  queued('nobody decides, and packets are lost', '', 'timeout'),
];
