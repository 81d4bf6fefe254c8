import { UNDERLAY } from '../cluster.ts';
import { flannelAnnotations } from '../objects/nodes.ts';
import type { Plan, PlannedNode } from '../plan.ts';
import { clientToService, clientToWeb2, pingWeb2, podToPod, WEB_1 } from './asks.ts';
import type { Fault } from './fault.ts';

const WRONG_ADDRESS = '10.0.2.15';

function nodeTwo(plan: Plan): PlannedNode {
  const node = plan.nodes[1];
  if (!node) throw new Error('the topology has one node only');
  return node;
}
const vtep = (plan: Plan): string => nodeTwo(plan).tunnelMacs[4] ?? '';
const sameNode = podToPod('default/client', 'default/web-1', WEB_1);

export const tunnelFaults: readonly Fault[] = [
  {
    name: 'overlay-port-blocked',
    finding: 'overlay-port-blocked',
    title: 'A firewall drops the tunnel on the receiving node',
    story:
      'firewalld was switched on on node-2 with the ports of the kubelet opened, but not UDP 8472. Tunnel packets arrive and are dropped before flannel sees them.',
    apply: (cluster) => {
      const iptables = `iptables-${cluster.plan.topology.iptables}`;
      return cluster.sh('node-2', `${iptables} -A INPUT -i eth0 -p udp -m udp --dport 8472 -j DROP`);
    },
    asks: [clientToWeb2, pingWeb2, sameNode],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-2', netns: 'host', reason: 'NETFILTER_DROP', direction: 'request', device: 'eth0' },
    },
  },
  {
    name: 'mtu-too-large',
    finding: 'mtu-too-large',
    title: 'Tunnel packets do not fit into the network of a node',
    story:
      'node-2 was moved into a network with an MTU of 1400, and flannel still gives its pods 1450. Handshakes pass, every full-sized segment is lost on the way into the node, and nobody tells the sender.',
    apply: (cluster) => cluster.sh('node-2', 'ip link set eth0 mtu 1400'),
    asks: [clientToWeb2, pingWeb2, sameNode],
    expected: { outcome: 'dropped', symptom: 'stalls-on-large-packets', drop: { direction: 'request' } },
  },
  {
    name: 'route-missing',
    finding: 'tunnel-entry-missing',
    title: 'flanneld lost the route to a node',
    story:
      'flanneld on node-1 crashed while a node was replaced, and the route to the pods of node-2 is gone. Packets for them leave by the default route, and the router knows nothing of pods.',
    apply: (cluster) => cluster.sh('node-1', 'ip route del 10.244.2.0/24'),
    asks: [clientToWeb2, pingWeb2, sameNode],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: '', netns: 'external', reason: 'IP_INNOROUTES', direction: 'request' },
    },
  },
  {
    name: 'tunnel-entry-missing',
    finding: 'tunnel-entry-missing',
    title: 'flanneld lost the forwarding entry of a node',
    story:
      'The FDB entry that says behind which node the VTEP of node-2 is was deleted. The vxlan device has nowhere to send its packets.',
    apply: (cluster) =>
      cluster.sh('node-1', `bridge fdb del ${vtep(cluster.plan)} dev flannel.1 dst 10.10.0.12 self permanent`),
    asks: [clientToWeb2, pingWeb2, sameNode],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: {
        node: 'node-1',
        netns: 'host',
        stage: 'vxlan/xmit',
        reason: 'NO_TX_TARGET',
        direction: 'request',
        device: 'flannel.1',
      },
    },
  },
  {
    name: 'tunnel-neighbour-missing',
    finding: 'tunnel-entry-missing',
    title: 'flanneld lost the neighbour entry of a node',
    story:
      'The permanent neighbour entry for the VTEP of node-2 is gone from flannel.1. The kernel asks for it with ARP, into a tunnel that carries no broadcasts.',
    apply: (cluster) => cluster.sh('node-1', 'ip neigh del 10.244.2.0 dev flannel.1'),
    asks: [clientToWeb2, pingWeb2],
    expected: {
      outcome: 'dropped',
      symptom: 'host-unreachable',
      drop: { node: 'node-1', netns: 'host', reason: 'NEIGH_FAILED', direction: 'request', device: 'flannel.1' },
    },
  },
  {
    name: 'tunnel-neighbour-wrong',
    finding: 'tunnel-entry-missing',
    title: 'The neighbour entry of a node has an old MAC',
    story:
      'node-2 was rebuilt and its VTEP got a new MAC. node-1 still addresses the old one, for which there is no forwarding entry any more.',
    apply: (cluster) =>
      cluster.sh('node-1', 'ip neigh replace 10.244.2.0 lladdr 02:00:00:00:00:77 dev flannel.1 nud permanent'),
    asks: [clientToWeb2],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-1', netns: 'host', reason: 'NO_TX_TARGET', direction: 'request' },
    },
  },
  {
    name: 'wrong-node-address',
    finding: 'wrong-node-address',
    title: 'flannel chose the wrong network card of a node',
    story:
      'node-2 has a second card with a NAT network that every virtual machine has with the same address, 10.0.2.15. flanneld took that one, told it to everybody, and tunnel packets for node-2 go where nobody has a route.',
    apply: async (cluster) => {
      const pid = cluster.targets.get('node-2')?.pid;
      await cluster.mustFromOutside(
        UNDERLAY,
        ['ip', '-batch', '-'],
        `link add q2 type veth peer name eth1 address 02:00:0a:00:02:0f netns ${pid}\nlink set q2 up\n`,
      );
      const node = nodeTwo(cluster.plan);
      await cluster.sh(
        'node-2',
        `ip link set eth1 up
         ip addr add ${WRONG_ADDRESS}/24 brd + dev eth1
         ip link del flannel.1
         ip link add flannel.1 address ${node.tunnelMacs[4]} mtu 1450 type vxlan id 1 local ${WRONG_ADDRESS} dev eth1 dstport 8472 nolearning
         ip addr add 10.244.2.0/32 dev flannel.1
         ip link set flannel.1 up
         ip neigh replace 10.244.1.0 lladdr ${cluster.plan.nodes[0]?.tunnelMacs[4]} dev flannel.1 nud permanent
         ip route add 10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink
         bridge fdb append ${cluster.plan.nodes[0]?.tunnelMacs[4]} dev flannel.1 dst 10.10.0.11 self permanent`,
      );
      await cluster.sh(
        'node-1',
        `bridge fdb del ${vtep(cluster.plan)} dev flannel.1 dst 10.10.0.12 self permanent
         bridge fdb append ${vtep(cluster.plan)} dev flannel.1 dst ${WRONG_ADDRESS} self permanent`,
      );
    },
    objects: (objects, plan) => ({
      ...objects,
      nodes: (objects.nodes ?? []).map((node) =>
        node.metadata.name === 'node-2'
          ? {
              ...node,
              metadata: {
                ...node.metadata,
                annotations: {
                  ...flannelAnnotations(plan, nodeTwo(plan)),
                  'flannel.alpha.coreos.com/public-ip': WRONG_ADDRESS,
                },
              },
            }
          : node,
      ),
    }),
    asks: [clientToWeb2, clientToService, sameNode],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: '', netns: 'external', direction: 'request' },
    },
  },
];
