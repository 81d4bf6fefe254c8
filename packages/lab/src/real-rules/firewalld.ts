import { demoTopology } from '../demo-topology.ts';
import { NODE_1, OUTSIDE_HOST, WEB_2, WEB_SERVICE } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { client, LISTENS, refused, V6_NODE_1, V6_WEB_2, WEB_1 } from './firewalld-site.ts';
import { firewalldTable, type Zone } from './firewalld-table.ts';
import { ask, type RuleSet, sh } from './rule-set.ts';

const load = (zones: readonly Zone[], fallback?: string): Change =>
  sh('firewalld', 'node-1', [`nft -f - <<'END'`, firewalldTable(zones, fallback), 'END']);

/** What an installer opens when it reads the list of ports that Kubernetes needs, and stops there. */
const PORTS = ['22/tcp', '6443/tcp', '10250/tcp', '8472/udp'];
const PUBLIC: Zone = { name: 'public', interfaces: ['eth0'], ports: PORTS };

const set = (name: string, change: Partial<Topology>, changes: readonly Change[], asks: RuleSet['asks']): RuleSet => ({
  name: `firewalld: ${name}`,
  topology: demoTopology({ name: 'firewalld', ...change }),
  changes,
  asks,
});

export const firewalldSets: readonly RuleSet[] = [
  set(
    'ports are open, the pods are in no zone',
    { families: [4, 6] },
    [load([PUBLIC]), LISTENS],
    [
      ask('an open port', OUTSIDE_HOST, NODE_1, 22),
      ask('a closed port', OUTSIDE_HOST, NODE_1, 9100, 'host-unreachable', refused),
      ask('pings pass', OUTSIDE_HOST, NODE_1, 'ping'),
      ask(
        'the zone of eth0 is not that of flannel.1: rejected after iptables accepted',
        client,
        WEB_2,
        8080,
        'host-unreachable',
        refused,
      ),
      ask('pods of one node, bridged', client, WEB_1, 8080, 'host-unreachable', refused),
      ask('a ping between pods is refused, too', client, WEB_1, 'ping', 'host-unreachable', refused),
      ask('a service: what DNAT changed is accepted', client, WEB_SERVICE, 80),
      ask('a node port from outside', OUTSIDE_HOST, NODE_1, 30080),
      ask('to the outside: within the default zone', client, OUTSIDE_HOST, 443),
      ask('from a pod to its node', client, NODE_1, 9100, 'host-unreachable', refused),
      ask(
        'from another node into the tunnel: the pods are not in the zone of flannel.1',
        'node/node-2',
        WEB_1,
        8080,
        'host-unreachable',
        refused,
      ),
      ask('the node to a pod', 'node/node-1', WEB_1, 8080),
      ask('IPv6: an open port', 'node/node-2', V6_NODE_1, 22),
      ask('IPv6: a closed port', 'node/node-2', V6_NODE_1, 9100, 'not-permitted', refused),
      ask('IPv6: pods of two nodes', client, V6_WEB_2, 8080, 'not-permitted', refused),
    ],
  ),
  set(
    'the pods are trusted',
    { families: [4, 6] },
    [
      load([
        PUBLIC,
        {
          name: 'trusted',
          target: 'ACCEPT',
          interfaces: ['cni0', 'flannel.1', 'flannel-v6.1'],
          sources: ['10.244.0.0/16', 'fd00:10:244::/56'],
        },
      ]),
      LISTENS,
    ],
    [
      ask('pods of two nodes', client, WEB_2, 8080),
      ask('pods of one node', client, WEB_1, 8080),
      ask('a ping', client, WEB_2, 'ping'),
      ask('from a pod to its node', client, NODE_1, 9100),
      ask('a service', client, WEB_SERVICE, 80),
      ask('the outside still has only the open ports', OUTSIDE_HOST, NODE_1, 9100, 'host-unreachable', refused),
      ask('IPv6: pods of two nodes', client, V6_WEB_2, 8080),
      ask('IPv6: a ping', client, V6_WEB_2, 'ping'),
    ],
  ),
  set(
    'the tunnel is closed, and what is not known is dropped in silence',
    {},
    [load([{ name: 'drop', target: 'DROP', interfaces: ['eth0'], ports: ['22/tcp'] }], 'drop'), LISTENS],
    [
      ask('from another node to a pod: dies before it is unpacked', 'node/node-2', WEB_1, 8080, 'timeout'),
      ask('a closed port', OUTSIDE_HOST, NODE_1, 9100, 'timeout', refused),
      ask('no ping', OUTSIDE_HOST, NODE_1, 'ping', 'timeout', refused),
      ask('an open port', OUTSIDE_HOST, NODE_1, 22),
      ask('between pods', client, WEB_2, 8080, 'timeout', refused),
    ],
  ),
  set(
    'nobody masquerades',
    {},
    [
      load([PUBLIC, { name: 'trusted', target: 'ACCEPT', interfaces: ['cni0', 'flannel.1'] }]),
      sh('flannel', 'node-1', ['iptables-nft -t nat -F FLANNEL-POSTRTG']),
    ],
    [
      ask('the pod reaches the outside, and the answer finds no way back', client, OUTSIDE_HOST, 443, 'timeout'),
      ask('between nodes nothing needs it', client, WEB_2, 8080),
    ],
  ),
  set(
    'firewalld masquerades in the zone of eth0, and IPv6 must come from where it would go',
    { families: [4, 6] },
    [
      load([
        { ...PUBLIC, masquerade: true },
        { name: 'trusted', target: 'ACCEPT', interfaces: ['cni0', 'flannel.1', 'flannel-v6.1'] },
      ]),
      sh('flannel', 'node-1', ['iptables-nft -t nat -F FLANNEL-POSTRTG']),
      sh('route', 'node-1', ['ip -6 route add 2001:db8:113::9 via fd00:10:244:2:: dev flannel-v6.1 onlink']),
      LISTENS,
    ],
    [
      ask('the pod reaches the outside', client, OUTSIDE_HOST, 443),
      ask('IPv6 from an address whose way back is the tunnel', '2001:db8:113::9', V6_NODE_1, 22, 'timeout', refused),
      ask('IPv6 from the neighbour', 'node/node-2', V6_NODE_1, 22),
    ],
  ),
];
