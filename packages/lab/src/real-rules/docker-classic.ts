import { demoTopology } from '../demo-topology.ts';
import { NODE_1, OUTSIDE_HOST, WEB_2, WEB_SERVICE } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { COMPOSE, containerPods, DOCKER0, MAIL, plugIn, QUEUE, SHOP } from './docker-network.ts';
import { ask, type RuleAsk, type RuleSet, restore, sh } from './rule-set.ts';

/** `docker run -p 8888:80 -p 5353:53/udp` on the default network. */
export const PUBLISHED = 8888;
export const PUBLISHED_UDP = 5353;

type Bridges = readonly [string, string];
const BRIDGES: Bridges = [COMPOSE.bridge, DOCKER0.bridge];

const ports = `-d ${SHOP.address}/32 ! -i docker0 -o docker0`;
const ofBridge = (b: string): string[] => [
  `-A FORWARD -o ${b} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
  `-A FORWARD -o ${b} -j DOCKER`,
  `-A FORWARD -i ${b} ! -o ${b} -j ACCEPT`,
  `-A FORWARD -i ${b} -o ${b} -j ACCEPT`,
];

/** Docker 20 to 27, filter table (moby libnetwork: drivers/bridge/setup_ip_tables_linux.go, setupIPChains()). It puts its own before others' rules. */
const FILTER = [
  '*filter',
  ':FORWARD DROP [0:0]',
  ...['DOCKER', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2', 'DOCKER-USER'].map((c) => `:${c} - [0:0]`),
  ...BRIDGES.flatMap(ofBridge)
    .toReversed()
    .map((rule) => rule.replace('-A', '-I')),
  '-I FORWARD -j DOCKER-ISOLATION-STAGE-1',
  '-I FORWARD -j DOCKER-USER',
  `-A DOCKER ${ports} -p tcp -m tcp --dport 80 -j ACCEPT`,
  `-A DOCKER ${ports} -p udp -m udp --dport 53 -j ACCEPT`,
  ...BRIDGES.map((b) => `-A DOCKER-ISOLATION-STAGE-1 -i ${b} ! -o ${b} -j DOCKER-ISOLATION-STAGE-2`),
  '-A DOCKER-ISOLATION-STAGE-1 -j RETURN',
  ...BRIDGES.map((b) => `-A DOCKER-ISOLATION-STAGE-2 -o ${b} -j DROP`),
  '-A DOCKER-ISOLATION-STAGE-2 -j RETURN',
  '-A DOCKER-USER -j RETURN',
  'COMMIT',
];

const SELF = `-s ${SHOP.address}/32 -d ${SHOP.address}/32`;
const masquerades = [
  ...[COMPOSE, DOCKER0].map((n) => `-A POSTROUTING -s ${n.subnet} ! -o ${n.bridge} -j MASQUERADE`),
  `-A POSTROUTING ${SELF} -p tcp -m tcp --dport 80 -j MASQUERADE`,
  `-A POSTROUTING ${SELF} -p udp -m udp --dport 53 -j MASQUERADE`,
];
const dnat = (from: string): string[] => [
  `-A DOCKER ${from}-p tcp -m tcp --dport ${PUBLISHED} -j DNAT --to-destination ${SHOP.address}:80`,
  `-A DOCKER ${from}-p udp -m udp --dport ${PUBLISHED_UDP} -j DNAT --to-destination ${SHOP.address}:53`,
];

/** With docker-proxy: containers and 127.0.0.1 reach published ports through that process. */
const NAT_WITH_PROXY = [
  '*nat',
  ':DOCKER - [0:0]',
  '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
  '-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
  ...masquerades,
  ...BRIDGES.map((b) => `-A DOCKER -i ${b} -j RETURN`),
  ...dnat('! -i docker0 '),
  'COMMIT',
];
/** `dockerd --userland-proxy=false`: the kernel alone, with hairpins and route_localnet. */
const NAT_WITHOUT_PROXY = [
  '*nat',
  ':DOCKER - [0:0]',
  '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
  '-A OUTPUT -m addrtype --dst-type LOCAL -j DOCKER',
  ...BRIDGES.map((b) => `-A POSTROUTING -o ${b} -m addrtype --src-type LOCAL -j MASQUERADE`),
  ...masquerades,
  ...dnat(''),
  'COMMIT',
];

export const dockerTopology = (iptables: Topology['iptables'], name: string): Topology => {
  const base = demoTopology({ name, iptables, backend: 'vxlan' });
  return { ...base, pods: [...base.pods, ...containerPods] };
};

/** docker-proxy listens on every address of the node. */
export const DOCKER_PROXY: Change = {
  construct: 'docker-proxy',
  target: 'node-1',
  listen: [{ port: PUBLISHED }, { port: PUBLISHED_UDP, protocol: 'udp' }, { port: 10_250 }, { port: 6443 }],
};
const client = 'default/client';
const shop = `default/${SHOP.pod}`;
const mail = `default/${MAIL.pod}`;

/** Flows that end alike with and without docker-proxy. */
const COMMON: readonly RuleAsk[] = [
  ask('a published port from outside', OUTSIDE_HOST, NODE_1, PUBLISHED),
  ask('a published UDP port from outside', OUTSIDE_HOST, NODE_1, ['udp', PUBLISHED_UDP]),
  ask('a port that nothing publishes', OUTSIDE_HOST, NODE_1, 9999, 'refused'),
  ask('a published port from a pod of the node', client, NODE_1, PUBLISHED),
  ask('a published port from the node, by its address', 'node/node-1', NODE_1, PUBLISHED),
  ask('a published port from another node', 'node/node-2', NODE_1, PUBLISHED),
  ask('the node to a port that is not published', 'node/node-1', QUEUE.address, 80),
  ask('a container to the outside is masqueraded', shop, OUTSIDE_HOST, 443),
  ask('a container pings the outside', shop, OUTSIDE_HOST, 'ping'),
  ask('a container to a pod of another node', shop, WEB_2, 8080),
  ask('a container to a cluster IP', shop, WEB_SERVICE, 80),
  ask('containers of one network', shop, QUEUE.address, 80),
  ask('containers of two networks are kept apart', mail, SHOP.address, 80, 'timeout', {
    finding: ['firewall-rule-drops', /of Docker/],
  }),
  ask('and do not ping each other', mail, SHOP.address, 'ping', 'timeout'),
  ask('a container to its own published port', shop, NODE_1, PUBLISHED),
  ask('a pod pings a container', client, SHOP.address, 'ping'),
  ask('pods of two nodes: the rules of flannel accept what the policy would drop', client, WEB_2, 8080),
  ask('a service from a pod', client, WEB_SERVICE, 80),
  ask('the node to itself, port published, through loopback', 'node/node-1', '127.0.0.1', PUBLISHED),
];

const classic = (iptables: Topology['iptables'], proxy: boolean): RuleSet => ({
  name: `Docker 20 to 27 ${proxy ? 'with' : 'without'} docker-proxy, iptables-${iptables}`,
  topology: dockerTopology(iptables, 'docker'),
  changes: [
    ...plugIn(DOCKER0, [SHOP, QUEUE], !proxy),
    ...plugIn(COMPOSE, [MAIL], !proxy),
    restore('docker', 'node-1', `iptables-${iptables}`, FILTER.join('\n')),
    restore('docker', 'node-1', `iptables-${iptables}`, (proxy ? NAT_WITH_PROXY : NAT_WITHOUT_PROXY).join('\n')),
    ...(proxy ? [DOCKER_PROXY] : [sh('docker', 'node-1', ['echo 1 > /proc/sys/net/ipv4/conf/docker0/route_localnet'])]),
  ],
  asks: COMMON,
});

/** An old flannel, or none of its rules: nothing accepts pods in FORWARD before Docker's policy drops them. */
const policyDrop = (iptables: Topology['iptables']): RuleSet => {
  const finding = ['forward-policy-drop', /Docker set it/] as const;
  return {
    name: `Docker's FORWARD policy and pods that no rule accepts, iptables-${iptables}`,
    topology: dockerTopology(iptables, 'docker-drop'),
    changes: [
      ...plugIn(DOCKER0, [SHOP, QUEUE]),
      ...plugIn(COMPOSE, [MAIL]),
      restore('docker', 'node-1', `iptables-${iptables}`, FILTER.join('\n')),
      restore('docker', 'node-1', `iptables-${iptables}`, NAT_WITH_PROXY.join('\n')),
      sh('flannel', 'node-1', [
        `iptables-${iptables} -D FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD`,
      ]),
    ],
    asks: [
      ask('pods of two nodes', client, WEB_2, 8080, 'timeout', { finding }),
      ask('pods of one node, bridged: the bridge asks iptables', client, '10.244.1.3', 8080, 'timeout', { finding }),
      ask('a pod pings another', client, WEB_2, 'ping', 'timeout', { finding }),
      ask('a pod to the outside', client, OUTSIDE_HOST, 443, 'timeout', { finding }),
      ask('the node itself', 'node/node-1', WEB_2, 8080),
      ask('a container to the outside', shop, OUTSIDE_HOST, 443),
      ask('a node port: kube-proxy accepts what it marked', OUTSIDE_HOST, NODE_1, 30080),
    ],
  };
};

export const dockerClassic: readonly RuleSet[] = [
  classic('nft', true),
  classic('legacy', false),
  policyDrop('legacy'),
  policyDrop('nft'),
];
