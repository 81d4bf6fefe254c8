import { demoTopology } from '../demo-topology.ts';
import { EXTERNAL } from '../plan.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { DOCKER_PROXY, PUBLISHED, PUBLISHED_UDP } from './docker-classic.ts';
import { COMPOSE, containerPods, DOCKER0, type DockerNetwork, MAIL, plugIn, QUEUE, SHOP } from './docker-network.ts';
import { ask, type RuleAsk, type RuleSet, restore, sh } from './rule-set.ts';

/** `docker network create --ipv6`, or `"ipv6": true` in daemon.json: a prefix of unique local addresses for each network. */
const PREFIX: Readonly<Record<string, string>> = {
  [DOCKER0.bridge]: 'fd3c:6af0:8c56',
  [COMPOSE.bridge]: 'fd3c:6af0:8c56:1',
};
const subnet = (n: DockerNetwork): string => `${PREFIX[n.bridge]}::/64`;
const V6 = Object.fromEntries(
  [SHOP, QUEUE, MAIL].map((c) => [c.pod, `${PREFIX[c.network.bridge]}::${c.address.split('.').at(-1)}`]),
);
const SHOP_V6 = V6[SHOP.pod] ?? '';
const QUEUE_V6 = V6[QUEUE.pod] ?? '';

const addresses: readonly Change[] = [
  sh('docker bridge', 'node-1', [
    ...[DOCKER0, COMPOSE].map((n) => `ip addr add ${PREFIX[n.bridge]}::1/64 dev ${n.bridge} nodad`),
    'sysctl -qw net.ipv6.conf.all.forwarding=1',
  ]),
  ...[SHOP, QUEUE, MAIL].map((c) =>
    sh('docker container', `default/${c.pod}`, [
      'ip -6 route flush root fd00:10:244::/48',
      `ip addr add ${V6[c.pod]}/64 dev eth0 nodad`,
      `ip -6 route replace default via ${PREFIX[c.network.bridge]}::1`,
    ]),
  ),
];

const BRIDGES = [COMPOSE.bridge, DOCKER0.bridge];
/** Docker 28 with `"ip6tables": true`, the default since 27: the same chains as for IPv4 (moby: daemon/libnetwork/drivers/bridge/internal/iptabler). */
const RULES = [
  '*raw',
  ...[SHOP, QUEUE, MAIL].map((c) => `-A PREROUTING -d ${V6[c.pod]}/128 ! -i ${c.network.bridge} -j DROP`),
  'COMMIT',
  '*filter',
  ':FORWARD DROP [0:0]',
  ...['', '-BRIDGE', '-CT', '-FORWARD', '-INTERNAL', '-USER'].map((c) => `:DOCKER${c} - [0:0]`),
  '-I FORWARD -j DOCKER-FORWARD',
  '-I FORWARD -j DOCKER-USER',
  `-A DOCKER -d ${SHOP_V6}/128 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT`,
  `-A DOCKER -d ${SHOP_V6}/128 ! -i docker0 -o docker0 -p udp -m udp --dport 53 -j ACCEPT`,
  ...BRIDGES.map((b) => `-A DOCKER ! -i ${b} -o ${b} -j DROP`),
  ...BRIDGES.map((b) => `-A DOCKER-BRIDGE -o ${b} -j DOCKER`),
  ...BRIDGES.map((b) => `-A DOCKER-CT -o ${b} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`),
  '-A DOCKER-FORWARD -j DOCKER-CT',
  '-A DOCKER-FORWARD -j DOCKER-INTERNAL',
  '-A DOCKER-FORWARD -j DOCKER-BRIDGE',
  ...BRIDGES.map((b) => `-A DOCKER-FORWARD -i ${b} -j ACCEPT`),
  'COMMIT',
  '*nat',
  ':DOCKER - [0:0]',
  '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
  '-A OUTPUT ! -d ::1/128 -m addrtype --dst-type LOCAL -j DOCKER',
  ...[COMPOSE, DOCKER0].map((n) => `-A POSTROUTING -s ${subnet(n)} ! -o ${n.bridge} -j MASQUERADE`),
  `-A DOCKER ! -i docker0 -p tcp -m tcp --dport ${PUBLISHED} -j DNAT --to-destination [${SHOP_V6}]:80`,
  `-A DOCKER ! -i docker0 -p udp -m udp --dport ${PUBLISHED_UDP} -j DNAT --to-destination [${SHOP_V6}]:53`,
  'COMMIT',
].join('\n');

const OUTSIDE = EXTERNAL.address[6];
const NODE_V6 = 'fd00:10:10::11';
const WEB_1_V6 = 'fd00:10:244:1::3';
const WEB_2_V6 = 'fd00:10:244:2::2';
const client = 'default/client';
const shop = `default/${SHOP.pod}`;
const mail = `default/${MAIL.pod}`;
const byDocker = { finding: ['firewall-rule-drops', /of Docker/] } as const;

const ASKS: readonly RuleAsk[] = [
  ask('a published port from outside', OUTSIDE, NODE_V6, PUBLISHED),
  ask('a published UDP port from outside', OUTSIDE, NODE_V6, ['udp', PUBLISHED_UDP]),
  ask('a published port from a pod', client, NODE_V6, PUBLISHED),
  ask('a published port from the node', 'node/node-1', NODE_V6, PUBLISHED),
  ask('by loopback: docker-proxy', 'node/node-1', '::1', PUBLISHED),
  ask('a container directly, from a pod', client, SHOP_V6, 80, 'timeout', byDocker),
  ask('the node reaches a container directly', 'node/node-1', QUEUE_V6, 80),
  ask('a container to the outside is masqueraded', shop, OUTSIDE, 443),
  ask('a container pings the outside', shop, OUTSIDE, 'ping'),
  ask('a container to a pod of another node', shop, WEB_2_V6, 8080),
  ask('containers of one network', shop, QUEUE_V6, 80),
  ask('containers of two networks', mail, SHOP_V6, 80, 'timeout', byDocker),
  ask('by the published port they meet', mail, NODE_V6, PUBLISHED),
  ask('pods of two nodes', client, WEB_2_V6, 8080),
  ask('pods of one node, bridged', client, WEB_1_V6, 8080),
  ask('a port of the node itself', OUTSIDE, NODE_V6, 10_250),
];

const set = (iptables: Topology['iptables']): RuleSet => {
  const base = demoTopology({ name: 'docker-v6', iptables, families: [4, 6] });
  return {
    name: `Docker 28 with IPv6, iptables-${iptables}`,
    topology: { ...base, pods: [...base.pods, ...containerPods] },
    changes: [
      ...plugIn(DOCKER0, [SHOP, QUEUE]),
      ...plugIn(COMPOSE, [MAIL]),
      ...addresses,
      restore('docker', 'node-1', `ip6tables-${iptables}`, RULES),
      DOCKER_PROXY,
    ],
    asks: ASKS,
  };
};

export const dockerIpv6: readonly RuleSet[] = [set('nft'), set('legacy')];
