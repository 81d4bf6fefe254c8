import type { Family } from '@skoop/model';
import { demoTopology } from '../demo-topology.ts';
import { NODE_1, OUTSIDE_HOST, WEB_2, WEB_SERVICE } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { ask, type RuleAsk, type RuleSet, restore } from './rule-set.ts';

const HOOKS = ['input', 'output', 'forward'] as const;
type Hook = (typeof HOOKS)[number];
/** `ufw default`: what becomes of packets that no rule decides. */
export type Defaults = Readonly<Record<Hook, 'ACCEPT' | 'DROP' | 'REJECT'>>;
const INSTALLED: Defaults = { input: 'DROP', output: 'ACCEPT', forward: 'DROP' };

const LIMIT = '-m limit --limit 3/min --limit-burst 10';
const NEIGHBOUR_DISCOVERY = [133, 134, 135, 136, 141, 142];
const LISTENERS = [130, 131, 132, 143];

const icmp = (family: Family, type: number): string =>
  family === 4 ? `-p icmp -m icmp --icmp-type ${type}` : `-p ipv6-icmp -m icmp6 --icmpv6-type ${type}`;
const errors = (family: Family): readonly number[] => (family === 4 ? [3, 11, 12] : [1, 2, 3, 4]);
const echoes = (family: Family): readonly number[] => (family === 4 ? [8] : [128, 129]);

/** before.rules and before6.rules of ufw 0.36, as the package installs them. */
function before(family: Family, u: string): string[] {
  const type0 = (hook: Hook) => (family === 6 ? [`${u}-before-${hook} -m rt --rt-type 0 -j DROP`] : []);
  const seen = (hook: Hook) => `${u}-before-${hook} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`;
  const types = [...errors(family), ...echoes(family)];
  const icmps = (hook: Hook) => types.map((t) => `${u}-before-${hook} ${icmp(family, t)} -j ACCEPT`);
  const neighbours = (hook: Hook) => [
    ...NEIGHBOUR_DISCOVERY.map((t) => `${u}-before-${hook} ${icmp(6, t)} -m hl --hl-eq 255 -j ACCEPT`),
    ...LISTENERS.map((t) => `${u}-before-${hook} -s fe80::/10 ${icmp(6, t)} -j ACCEPT`),
  ];
  const local =
    family === 4
      ? [
          `${u}-before-input -p udp -m udp --sport 67 --dport 68 -j ACCEPT`,
          `${u}-before-input -j ${u}-not-local`,
          `${u}-not-local -m addrtype --dst-type LOCAL -j RETURN`,
          `${u}-not-local -m addrtype --dst-type MULTICAST -j RETURN`,
          `${u}-not-local -m addrtype --dst-type BROADCAST -j RETURN`,
          `${u}-not-local ${LIMIT} -j ${u}-logging-deny`,
          `${u}-not-local -j DROP`,
        ]
      : [
          ...neighbours('input'),
          `${u}-before-input -s fe80::/10 -d fe80::/10 -p udp -m udp --sport 547 --dport 546 -j ACCEPT`,
        ];
  const mdns = family === 4 ? '224.0.0.251' : 'ff02::fb';
  return [
    `${u}-before-input -i lo -j ACCEPT`,
    `${u}-before-output -o lo -j ACCEPT`,
    ...HOOKS.flatMap(type0),
    ...HOOKS.map(seen),
    `${u}-before-input -m conntrack --ctstate INVALID -j ${u}-logging-deny`,
    `${u}-before-input -m conntrack --ctstate INVALID -j DROP`,
    ...icmps('input'),
    ...(family === 6 ? icmps('output') : []),
    ...(family === 6 ? neighbours('output') : []),
    ...icmps('forward'),
    ...local,
    `${u}-before-input -d ${mdns} -p udp -m udp --dport 5353 -j ACCEPT`,
    ...HOOKS.map((hook) => `${u}-before-${hook} -j ${u}-user-${hook}`),
  ];
}

/** after.rules, and how `ufw default` and its logging are written. */
function after(family: Family, u: string, defaults: Defaults): string[] {
  const silent = family === 4 ? [137, 138, 67, 68] : [137, 138, 546, 547];
  const policy = (hook: Hook) => `-j ${defaults[hook]}`;
  return [
    ...silent.map((port) => `${u}-after-input -p udp -m udp --dport ${port} -j ${u}-skip-to-policy-input`),
    ...[139, 445].map((port) => `${u}-after-input -p tcp -m tcp --dport ${port} -j ${u}-skip-to-policy-input`),
    ...(family === 4 ? [`${u}-after-input -m addrtype --dst-type BROADCAST -j ${u}-skip-to-policy-input`] : []),
    ...HOOKS.map((hook) => `${u}-skip-to-policy-${hook} ${policy(hook)}`),
    ...HOOKS.flatMap((hook) =>
      defaults[hook] === 'ACCEPT'
        ? ['tcp', 'udp'].map((p) => `${u}-track-${hook} -p ${p} -m conntrack --ctstate NEW -j ACCEPT`)
        : [`${u}-after-logging-${hook} ${LIMIT} -j LOG --log-prefix "[UFW BLOCK] "`],
    ),
    ...HOOKS.flatMap((hook) => (defaults[hook] === 'REJECT' ? [`${u}-reject-${hook} -j REJECT`] : [])),
    `${u}-logging-deny -m conntrack --ctstate INVALID ${LIMIT} -j RETURN`,
    `${u}-logging-deny ${LIMIT} -j LOG --log-prefix "[UFW BLOCK] "`,
    `${u}-user-limit -m limit --limit 3/min -j LOG --log-prefix "[UFW LIMIT BLOCK] "`,
    `${u}-user-limit -j REJECT`,
    `${u}-user-limit-accept -j ACCEPT`,
  ];
}

const PARTS = ['before-logging', 'before', 'after', 'after-logging', 'reject', 'track'];
const OTHERS = ['logging-allow', 'logging-deny', 'not-local', 'user-limit', 'user-limit-accept'];

/** `ufw enable` on one family. `user`: rules of the administrator, without the family's prefix: `user-input -p tcp ...`. */
function ufw(family: Family, defaults: Defaults, user: readonly string[]): string {
  const u = family === 4 ? 'ufw' : 'ufw6';
  const chains = [
    ...HOOKS.flatMap((h) => [...PARTS, 'skip-to-policy', 'user', 'user-logging'].map((part) => `${part}-${h}`)),
    ...OTHERS,
  ];
  const policyOf = (h: Hook) => (defaults[h] === 'ACCEPT' ? 'ACCEPT' : 'DROP');
  return [
    '*filter',
    ...HOOKS.map((h) => `:${h.toUpperCase()} ${policyOf(h)} [0:0]`),
    ...chains.map((c) => `:${u}-${c} - [0:0]`),
    ...HOOKS.flatMap((h) => PARTS.map((part) => `-A ${h.toUpperCase()} -j ${u}-${part}-${h}`)),
    ...[...before(family, u), ...after(family, u, defaults)].map((rule) => `-A ${rule}`),
    ...user.map((rule) => `-A ${u}-${rule}`),
    'COMMIT',
  ].join('\n');
}

const RECENT = '-m conntrack --ctstate NEW -m recent';
/** `ufw allow 22/tcp`, `ufw limit 2222/tcp`, and what a cluster's node needs to be a node. */
const USUAL: readonly string[] = [
  'user-input -p tcp -m tcp --dport 22 -j ACCEPT',
  `user-input -p tcp -m tcp --dport 2222 ${RECENT} --set`,
  `user-input -p tcp -m tcp --dport 2222 ${RECENT} --update --seconds 30 --hitcount 6 -j USER-LIMIT`,
  'user-input -p tcp -m tcp --dport 2222 -j USER-LIMIT-accept',
  'user-input -p tcp -m tcp --dport 10250 -j ACCEPT',
];
/** A host outside that came too often just now. */
const LIMITED: Change = {
  construct: 'ufw limit',
  target: 'node-1',
  sh: `for n in 1 2 3 4 5 6; do echo +${OUTSIDE_HOST} > /proc/net/xt_recent/DEFAULT; done`,
};
const TUNNEL = 'user-input -p udp -m udp --dport 8472 -j ACCEPT';

function changes(t: Topology, defaults: Defaults, user: readonly string[]): readonly Change[] {
  return t.families.map((f) => {
    const rules = user.map((r) => r.replace('USER-LIMIT', `${f === 4 ? 'ufw' : 'ufw6'}-user-limit`));
    return restore('ufw', 'node-1', `${f === 4 ? 'iptables' : 'ip6tables'}-${t.iptables}`, ufw(f, defaults, rules));
  });
}

const LISTENS: Change = {
  construct: 'sshd',
  target: 'node-1',
  listen: [{ port: 22 }, { port: 2222 }, { port: 10250 }, { port: 6443 }, { port: 9100 }],
};

const client = 'default/client';
const WEB_1 = '10.244.1.3';
const V6_WEB_1 = 'fd00:10:244:1::3';
const V6_WEB_2 = 'fd00:10:244:2::2';
const V6_NODE_1 = 'fd00:10:10::11';

const forwardDrop = { finding: ['forward-policy-drop', /ufw/] } as const;
const inputDrop = { finding: ['firewall-rule-drops', /ufw/] } as const;

const toNode: readonly RuleAsk[] = [
  ask('a port that is allowed', OUTSIDE_HOST, NODE_1, 22),
  ask('a port that is limited: the first connection of 30 s', 'node/node-2', NODE_1, 2222),
  ask('the same, of whom too many came just now', OUTSIDE_HOST, NODE_1, 2222, 'refused'),
  ask('a port that nobody allowed', OUTSIDE_HOST, NODE_1, 9100, 'timeout', inputDrop),
  ask('the same from a pod of the node', client, NODE_1, 9100, 'timeout', inputDrop),
  ask('the node is pinged', OUTSIDE_HOST, NODE_1, 'ping'),
  ask('the node to itself', 'node/node-1', '127.0.0.1', 9100),
  ask('the node to a pod: OUTPUT is open', 'node/node-1', WEB_1, 8080),
  ask('the node to a service', 'node/node-1', WEB_SERVICE, 80),
];

/** flannel's rules accept in FORWARD what the policy would drop, whichever of both came first. */
const withFlannel = (iptables: Topology['iptables']): RuleSet => {
  const topology = demoTopology({ name: 'ufw', iptables, families: [4, 6] });
  return {
    name: `ufw as installed, flannel's rules accept pods, iptables-${iptables}`,
    topology,
    changes: [...changes(topology, INSTALLED, [...USUAL, TUNNEL]), LISTENS, LIMITED],
    asks: [
      ...toNode,
      ask('pods of two nodes', client, WEB_2, 8080),
      ask('a node port from outside', OUTSIDE_HOST, NODE_1, 30080),
      ask('IPv6: an allowed port', 'node/node-2', V6_NODE_1, 22),
      ask('IPv6: a port that nobody allowed', 'node/node-2', V6_NODE_1, 9100, 'timeout', inputDrop),
      ask('IPv6: ping', 'node/node-2', V6_NODE_1, 'ping'),
      ask('IPv6: pods of two nodes', client, V6_WEB_2, 8080),
      ask('IPv6: pods of one node', client, V6_WEB_1, 8080),
    ],
  };
};

const dropFlannel = (t: Topology): readonly Change[] =>
  t.families.map((f) => ({
    construct: 'flannel',
    target: 'node-1',
    sh: `${f === 4 ? 'iptables' : 'ip6tables'}-${t.iptables} -D FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD`,
  }));

/** `ufw enable` where no rule of the network plugin accepts pods, and the tunnel's port is closed. */
const alone = (iptables: Topology['iptables']): RuleSet => {
  const topology = demoTopology({ name: 'ufw-alone', iptables, families: [4, 6] });
  return {
    name: `ufw's default deny forward, iptables-${iptables}`,
    topology,
    changes: [...dropFlannel(topology), ...changes(topology, INSTALLED, USUAL)],
    asks: [
      ask('pods of two nodes', client, WEB_2, 8080, 'timeout', forwardDrop),
      ask('pods of one node', client, WEB_1, 8080, 'timeout', forwardDrop),
      ask('a pod to the outside', client, OUTSIDE_HOST, 443, 'timeout', forwardDrop),
      ask('pods of one node ping each other: ufw lets echo requests pass', client, WEB_1, 'ping'),
      ask('the port of the tunnel is closed', 'node/node-2', WEB_1, 8080, 'timeout'),
      ask('IPv6: no neighbour is found through the bridge', client, V6_WEB_1, 8080, 'host-unreachable', {}),
      ask('IPv6: pods of two nodes', client, V6_WEB_2, 8080, 'timeout', forwardDrop),
    ],
  };
};

/** `ufw default reject forward`, and `ufw route allow in on cni0`. */
const rejects = (): RuleSet => {
  const topology = demoTopology({ name: 'ufw-reject' });
  const defaults: Defaults = { ...INSTALLED, forward: 'REJECT', input: 'REJECT' };
  return {
    name: "ufw's default reject",
    topology,
    changes: [
      ...dropFlannel(topology),
      ...changes(topology, defaults, [...USUAL, TUNNEL, 'user-forward -i cni0 -o eth0 -j ACCEPT']),
      LISTENS,
    ],
    asks: [
      ask('a pod to the outside is allowed', client, OUTSIDE_HOST, 443),
      ask('a pod to another node is not', client, WEB_2, 8080, 'refused', { finding: ['firewall-rule-drops', /ufw/] }),
      ask('a port of the node that nobody allowed', OUTSIDE_HOST, NODE_1, 9100, 'refused', inputDrop),
    ],
  };
};

export const ufwSets: readonly RuleSet[] = [
  withFlannel('nft'),
  withFlannel('legacy'),
  alone('legacy'),
  alone('nft'),
  rejects(),
];
