import { demoTopology } from '../demo-topology.ts';
import { NODE_1, NODE_PORT, OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT, WEB_SERVICE } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { ask, type RuleSet, sh } from './rule-set.ts';
import { noFlannel, type Placed, place, secondInterface, secondTable } from './two-interfaces.ts';

/** One table for each interface: 1000 and its index. */
const TABLE = 1003;
const CLIENT_POD: Placed = {
  pod: 'client',
  address: '10.244.1.2',
  device: 'cali1c0ffee0001',
  mac: '02:00:00:bb:00:01',
};
const WEB_POD: Placed = { pod: 'web-1', address: WEB_1, device: 'cali1c0ffee0002', mac: '02:00:00:bb:00:02' };

/** Terway's shared interfaces with policy routes (terway: plugin/datapath/policyrouter_linux.go): no rule of iptables, the pod's rule names its device. */
const network: readonly Change[] = [
  ...[CLIENT_POD, WEB_POD].flatMap(place),
  ...secondTable(TABLE, WEB_POD),
  sh('terway rules', 'node-1', [
    `ip rule add pref 2048 from ${WEB_POD.address} iif ${WEB_POD.device} lookup ${TABLE}`,
    // What a node masquerades for pods of its own interface.
    'echo 0 > /proc/sys/net/ipv4/conf/eth0/rp_filter',
  ]),
];

const client = 'default/client';
const second = 'default/web-1';

const ASKS: RuleSet['asks'] = [
  ask('a pod of the first interface', client, WEB_2, WEB_PORT),
  ask('from a pod of the second interface: by its own table', second, WEB_2, WEB_PORT),
  ask('to a pod of the second interface', 'default/web-2', WEB_1, WEB_PORT),
  ask('pods of one node', client, WEB_1, WEB_PORT),
  ask('a service', client, WEB_SERVICE, 80),
  ask('a service from the second interface', second, WEB_SERVICE, 80),
  ask('a node port', OUTSIDE_HOST, NODE_1, NODE_PORT),
  ask('the node to its pod', 'node/node-1', WEB_1, WEB_PORT),
  ask('a pod to its node', second, NODE_1, 10_250),
  ask('a ping', second, WEB_2, 'ping'),
];

const terway = (iptables: Topology['iptables'], proxyMode: Topology['proxyMode']): RuleSet => ({
  name: `Terway with policy routes, kube-proxy ${proxyMode}, iptables-${iptables}`,
  topology: demoTopology({ name: 'terway', backend: 'host-gw', iptables, proxyMode }),
  prepare: secondInterface,
  changes: [noFlannel(iptables), ...network],
  asks: ASKS,
});

const noRule: RuleSet = {
  ...terway('nft', 'iptables'),
  name: 'Terway without the rule of a pod',
  changes: [
    noFlannel('nft'),
    ...network,
    sh('terway rules', 'node-1', [
      `ip rule del pref 2048 from ${WEB_POD.address} iif ${WEB_POD.device} lookup ${TABLE}`,
      'for d in eth0 eth1; do echo 1 > /proc/sys/net/ipv4/conf/$d/rp_filter; done',
    ]),
  ],
  asks: [
    ask(
      'the way back is by another interface: not even ARP is answered',
      'default/web-2',
      WEB_1,
      WEB_PORT,
      'host-unreachable',
    ),
    ask('the other pod', client, WEB_2, WEB_PORT),
  ],
};

export const terwaySets: readonly RuleSet[] = [terway('legacy', 'iptables'), terway('nft', 'nftables'), noRule];
