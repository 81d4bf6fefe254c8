import { NODE_1, OUTSIDE_HOST, WEB_2, WEB_SERVICE } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import { DOCKER_PROXY, dockerTopology, PUBLISHED, PUBLISHED_UDP } from './docker-classic.ts';
import { COMPOSE, DOCKER0, MAIL, plugIn, QUEUE, SHOP } from './docker-network.ts';
import { ask, type RuleAsk, type RuleSet, restore, sh } from './rule-set.ts';

const BRIDGES = [COMPOSE.bridge, DOCKER0.bridge];
const CHAINS = ['', '-BRIDGE', '-CT', '-FORWARD', '-INTERNAL', '-USER'].map((c) => `:DOCKER${c} - [0:0]`);

/** Docker 28.2 and later, with iptables (moby: daemon/libnetwork/drivers/bridge/internal/iptabler). */
const RULES = [
  '*raw',
  // A container is reached by its published ports only, never directly from elsewhere.
  ...[SHOP, QUEUE, MAIL].map((c) => `-A PREROUTING -d ${c.address}/32 ! -i ${c.network.bridge} -j DROP`),
  // Published on 127.0.0.1 alone.
  '-A PREROUTING -d 127.0.0.1/32 ! -i lo -p tcp -m tcp --dport 9443 -j DROP',
  'COMMIT',
  '*filter',
  ':FORWARD DROP [0:0]',
  ...CHAINS,
  '-I FORWARD -j DOCKER-FORWARD',
  '-I FORWARD -j DOCKER-USER',
  `-A DOCKER -d ${SHOP.address}/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT`,
  `-A DOCKER -d ${SHOP.address}/32 ! -i docker0 -o docker0 -p udp -m udp --dport 53 -j ACCEPT`,
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
  '-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
  ...[COMPOSE, DOCKER0].map((n) => `-A POSTROUTING -s ${n.subnet} ! -o ${n.bridge} -j MASQUERADE`),
  `-A DOCKER ! -i docker0 -p tcp -m tcp --dport ${PUBLISHED} -j DNAT --to-destination ${SHOP.address}:80`,
  `-A DOCKER ! -i docker0 -p udp -m udp --dport ${PUBLISHED_UDP} -j DNAT --to-destination ${SHOP.address}:53`,
  `-A DOCKER -d 127.0.0.1/32 ! -i docker0 -p tcp -m tcp --dport 9443 -j DNAT --to-destination ${QUEUE.address}:80`,
  'COMMIT',
].join('\n');

const jumps = (name: string, chain: string): string =>
  `map ${name} { type ifname : verdict; elements = { ${BRIDGES.map((b) => `"${b}" : jump ${chain}__${b}`).join(', ')} } }`;
const unpublished = 'counter drop comment "UNPUBLISHED PORT DROP"';

/** Docker 29 with `"firewall-backend": "nftables"` (moby: nftabler). */
const NFT = [
  'table ip docker-bridges {',
  ...[COMPOSE, DOCKER0].flatMap(({ bridge: b, subnet }) => [
    `chain filter-forward-in__${b} {
      ct state established,related counter accept
      iifname "${b}" counter accept comment "ICC"
      ${b === 'docker0' ? `ip daddr ${SHOP.address} tcp dport 80 counter accept; ip daddr ${SHOP.address} udp dport 53 counter accept` : ''}
      ${unpublished}
    }`,
    `chain filter-forward-out__${b} {
      ct state established,related counter accept
      counter accept comment "OUTGOING"
    }`,
    `chain nat-postrouting-in__${b} { }`,
    `chain nat-postrouting-out__${b} { oifname != "${b}" ip saddr ${subnet} counter masquerade comment "MASQUERADE"; }`,
  ]),
  jumps('filter-forward-in-jumps', 'filter-forward-in'),
  jumps('filter-forward-out-jumps', 'filter-forward-out'),
  jumps('nat-postrouting-in-jumps', 'nat-postrouting-in'),
  jumps('nat-postrouting-out-jumps', 'nat-postrouting-out'),
  `chain nat-prerouting-and-output {
    iifname != "docker0" tcp dport ${PUBLISHED} counter dnat to ${SHOP.address}:80 comment "DNAT"
    iifname != "docker0" udp dport ${PUBLISHED_UDP} counter dnat to ${SHOP.address}:53 comment "DNAT"
  }
  chain filter-FORWARD {
    type filter hook forward priority filter; policy accept;
    oifname vmap @filter-forward-in-jumps
    iifname vmap @filter-forward-out-jumps
  }
  chain nat-OUTPUT {
    type nat hook output priority -100; policy accept;
    ip daddr != 127.0.0.0/8 fib daddr type local counter jump nat-prerouting-and-output
  }
  chain nat-POSTROUTING {
    type nat hook postrouting priority srcnat; policy accept;
    iifname vmap @nat-postrouting-out-jumps
    oifname vmap @nat-postrouting-in-jumps
  }
  chain nat-PREROUTING {
    type nat hook prerouting priority dstnat; policy accept;
    fib daddr type local counter jump nat-prerouting-and-output
  }
  chain raw-PREROUTING {
    type filter hook prerouting priority raw; policy accept;
    ${[SHOP, QUEUE, MAIL].map((c) => `ip daddr ${c.address} iifname != "${c.network.bridge}" counter drop comment "DROP DIRECT ACCESS"`).join('\n    ')}
  }
}`,
].join('\n');

const client = 'default/client';
const shop = `default/${SHOP.pod}`;
const mail = `default/${MAIL.pod}`;
const byDocker = { finding: ['firewall-rule-drops', /of Docker/] } as const;

const ASKS: readonly RuleAsk[] = [
  ask('a published port from outside', OUTSIDE_HOST, NODE_1, PUBLISHED),
  ask('a published UDP port from outside', OUTSIDE_HOST, NODE_1, ['udp', PUBLISHED_UDP]),
  ask('a published port from a pod', client, NODE_1, PUBLISHED),
  ask('a published port from the node', 'node/node-1', NODE_1, PUBLISHED),
  ask('by loopback: docker-proxy', 'node/node-1', '127.0.0.1', PUBLISHED),
  ask('a container directly, from a pod', client, SHOP.address, 80, 'timeout', byDocker),
  ask('the node reaches a container directly', 'node/node-1', QUEUE.address, 80),
  ask('a container to the outside', shop, OUTSIDE_HOST, 443),
  ask('a container to a pod of another node', shop, WEB_2, 8080),
  ask('a container to a service', shop, WEB_SERVICE, 80),
  ask('containers of one network', shop, QUEUE.address, 80),
  ask('containers of two networks', mail, SHOP.address, 80, 'timeout', byDocker),
  ask('by the published port they meet: it is NAT like from anywhere', mail, NODE_1, PUBLISHED),
  ask('a container to its own published port', shop, NODE_1, PUBLISHED),
  ask('pods', client, WEB_2, 8080),
];

const set = (
  name: string,
  iptables: Topology['iptables'],
  rules: RuleSet['changes'],
  asks: readonly RuleAsk[],
): RuleSet => {
  return {
    name,
    topology: dockerTopology(iptables, 'docker-28'),
    changes: [...plugIn(DOCKER0, [SHOP, QUEUE]), ...plugIn(COMPOSE, [MAIL]), ...rules, DOCKER_PROXY],
    asks,
  };
};

const withIptables = (iptables: Topology['iptables']): RuleSet =>
  set(
    `Docker 28, iptables-${iptables}`,
    iptables,
    [restore('docker', 'node-1', `iptables-${iptables}`, RULES)],
    [...ASKS, ask('a port published on loopback, from another machine', OUTSIDE_HOST, NODE_1, 9443, 'refused')],
  );

const withNftables = set(
  'Docker 29, nftables',
  'nft',
  [sh('docker', 'node-1', ["nft -f - <<'END'", NFT, 'END'])],
  ASKS,
);

export const docker28: readonly RuleSet[] = [withIptables('nft'), withIptables('legacy'), withNftables];
