import type { KubeObject } from '@skoop/model';
import { demoTopology } from '../demo-topology.ts';
import { DNS_SERVICE, NODE_1, NODE_PORT, OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT, WEB_SERVICE } from '../faults/asks.ts';
import { metadata } from '../objects/metadata.ts';
import type { Topology } from '../topology.ts';
import { ask, type RuleSet, restore, sh } from './rule-set.ts';

const COREDNS = '10.244.2.3';
const CLIENT = '10.244.1.2';

const says = (text: string): string => `-m comment --comment "${text}"`;
const ALLOWED = '0x10000/0x10000';
const DONE = '0x20000/0x20000';

type Guarded = {
  readonly name: string;
  readonly address: string;
  /** Names of policy chains that its ingress and egress run through; none: the default chain, which allows. */
  readonly ingress: readonly string[];
  readonly egress: readonly string[];
};
type Policy = { readonly chain: string; readonly name: string; readonly allows: readonly string[] };

const DEFAULT: Policy = { chain: 'KUBE-NWPLCY-DEFAULT', name: 'default', allows: [''] };
/** Clients may call the pods of the service; so may a part of the outside. */
const WEB_POLICY: Policy = {
  chain: 'KUBE-NWPLCY-3FGPYAMVBQLJC4NX',
  name: 'web',
  allows: [
    '-p tcp -m set --match-set KUBE-SRC-UKNJSJWYDTJGQVDW src -m set --match-set KUBE-DST-HZ5CCB2FQYCAFIDT dst -m tcp --dport 8080',
    '-p tcp -m set --match-set KUBE-SRC-6M3CMJZX4HDPHQLN src -m set --match-set KUBE-DST-HZ5CCB2FQYCAFIDT dst -m tcp --dport 8080',
  ],
};
/** Clients call the pods of the service and ask for names, and nobody else. */
const CLIENT_POLICY: Policy = {
  chain: 'KUBE-NWPLCY-QF7B2SGEZT6LJ5AO',
  name: 'client',
  allows: [
    '-p tcp -m set --match-set KUBE-SRC-UKNJSJWYDTJGQVDW src -m set --match-set KUBE-DST-HZ5CCB2FQYCAFIDT dst -m tcp --dport 8080',
    '-p udp -m set --match-set KUBE-SRC-UKNJSJWYDTJGQVDW src -m set --match-set KUBE-DST-LBTUCYYDVIOFGTFJ dst -m udp --dport 53',
  ],
};

const SETS = (webs: readonly string[]): readonly string[] => [
  'create KUBE-SRC-UKNJSJWYDTJGQVDW hash:ip family inet timeout 0',
  `add KUBE-SRC-UKNJSJWYDTJGQVDW ${CLIENT} timeout 0`,
  'create KUBE-SRC-6M3CMJZX4HDPHQLN hash:net family inet timeout 0',
  'add KUBE-SRC-6M3CMJZX4HDPHQLN 203.0.113.0/24 timeout 0',
  'add KUBE-SRC-6M3CMJZX4HDPHQLN 203.0.113.9/32 timeout 0 nomatch',
  'create KUBE-DST-HZ5CCB2FQYCAFIDT hash:ip family inet timeout 0',
  ...webs.map((a) => `add KUBE-DST-HZ5CCB2FQYCAFIDT ${a} timeout 0`),
  'create KUBE-DST-LBTUCYYDVIOFGTFJ hash:ip family inet timeout 0',
  `add KUBE-DST-LBTUCYYDVIOFGTFJ ${COREDNS} timeout 0`,
];

const policyChain = ({ chain, name, allows }: Policy): string[] =>
  allows.flatMap((match) => [
    `-A ${chain} ${match} ${says(`rule to ACCEPT traffic selected by policy name: ${name}`)} -j MARK --set-xmark ${ALLOWED}`,
    ...(chain === DEFAULT.chain ? [] : [`-A ${chain} ${match} -m mark --mark ${ALLOWED} -j RETURN`]),
  ]);

const firewallOf = (pod: Guarded): string => `KUBE-POD-FW-${pod.name.toUpperCase().replaceAll('-', '')}QZ7TLKW2`;

function podFirewall(pod: Guarded): string[] {
  const chain = firewallOf(pod);
  const what = `POD name:${pod.name} namespace: default`;
  const through = (side: '-d' | '-s', chains: readonly string[]) =>
    (chains.length > 0 ? chains : [DEFAULT.chain]).map(
      (c) => `-A ${chain} ${side} ${pod.address}/32 ${says(`run through nw policy`)} -j ${c}`,
    );
  return [
    `-A ${chain} ${says('rule for stateful firewall for pod')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
    `-A ${chain} ${says('rule to drop invalid state for pod')} -m conntrack --ctstate INVALID -j DROP`,
    `-A ${chain} -d ${pod.address}/32 ${says("rule to permit the traffic traffic to pods when source is the pod's local node")} -m addrtype --src-type LOCAL -j ACCEPT`,
    ...through('-d', pod.ingress),
    ...through('-s', pod.egress),
    `-A ${chain} ${says(`rule to log dropped traffic ${what}`)} -m mark ! --mark ${ALLOWED} -m limit --limit 10/min --limit-burst 10 -j NFLOG --nflog-group 100`,
    `-A ${chain} ${says(`rule to REJECT traffic destined for ${what}`)} -m mark ! --mark ${ALLOWED} -j REJECT --reject-with icmp-port-unreachable`,
    `-A ${chain} -j MARK --set-xmark 0x0/0x10000`,
    `-A ${chain} ${says('set mark to ACCEPT traffic that comply to network policies')} -j MARK --set-xmark ${DONE}`,
  ];
}

/** Where packets of a pod are caught, also those that its bridge carries. */
function catches(pod: Guarded): string[] {
  const chain = firewallOf(pod);
  const to = says(`rule to jump traffic destined to POD name:${pod.name} namespace: default`);
  const from = says(`rule to jump traffic from POD name:${pod.name} namespace: default`);
  const bridged = '-m physdev --physdev-is-bridged';
  return [
    `-A KUBE-ROUTER-FORWARD -d ${pod.address}/32 ${to} -j ${chain}`,
    `-A KUBE-ROUTER-FORWARD -d ${pod.address}/32 ${bridged} ${to} -j ${chain}`,
    `-A KUBE-ROUTER-OUTPUT -d ${pod.address}/32 ${to} -j ${chain}`,
    ...['INPUT', 'FORWARD', 'OUTPUT'].map((hook) => `-A KUBE-ROUTER-${hook} -s ${pod.address}/32 ${from} -j ${chain}`),
    `-A KUBE-ROUTER-FORWARD -s ${pod.address}/32 ${bridged} ${from} -j ${chain}`,
  ];
}

const HOOKS = ['INPUT', 'FORWARD', 'OUTPUT'];
const returns = (match: string, why: string): string => `-A KUBE-ROUTER-INPUT ${match} ${says(why)} -j RETURN`;

/** kube-router 2, as k3s has it built in, on one node (cloudnativelabs/kube-router: pkg/controllers/netpol). */
const rules = (pods: readonly Guarded[], policies: readonly Policy[]): string =>
  [
    '*filter',
    ...HOOKS.map((h) => `:KUBE-ROUTER-${h} - [0:0]`),
    ...[...policies, DEFAULT].map((p) => `:${p.chain} - [0:0]`),
    ...pods.map((p) => `:${firewallOf(p)} - [0:0]`),
    ...HOOKS.map((h) => `-I ${h} ${says('kube-router netpol - 4IA2OSFRMVNDXBVV')} -j KUBE-ROUTER-${h}`),
    returns('-d 10.96.0.0/16', 'allow traffic to primary/secondary cluster IP range'),
    ...['tcp', 'udp'].map((p) =>
      returns(
        `-p ${p} -m addrtype --dst-type LOCAL -m multiport --dports 30000:32767`,
        `allow LOCAL ${p} traffic to node ports`,
      ),
    ),
    ...pods.flatMap(catches),
    ...HOOKS.map(
      (h) =>
        `-A KUBE-ROUTER-${h} ${says('rule to explicitly ACCEPT traffic that comply to network policies')} -m mark --mark ${DONE} -j ACCEPT`,
    ),
    ...[...policies, DEFAULT].flatMap(policyChain),
    ...pods.flatMap(podFirewall),
    'COMMIT',
  ].join('\n');

const object = (name: string, spec: unknown): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: metadata('NetworkPolicy', name, { namespace: 'default' }),
  spec: spec as KubeObject['spec'],
});
const toPods = (labels: Record<string, string>) => ({ podSelector: { matchLabels: labels } });
const OBJECTS: readonly KubeObject[] = [
  object('web', {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [toPods({ app: 'client' }), { ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.9/32'] } }],
        ports: [{ protocol: 'TCP', port: WEB_PORT }],
      },
    ],
  }),
  object('client', {
    podSelector: { matchLabels: { app: 'client' } },
    policyTypes: ['Egress'],
    egress: [
      { to: [toPods({ app: 'web' })], ports: [{ protocol: 'TCP', port: WEB_PORT }] },
      {
        to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
        ports: [{ protocol: 'UDP', port: 53 }],
      },
    ],
  }),
];

const CLIENT_POD: Guarded = { name: 'client', address: CLIENT, ingress: [], egress: [CLIENT_POLICY.chain] };
const web = (name: string, address: string): Guarded => ({ name, address, ingress: [WEB_POLICY.chain], egress: [] });

const client = 'default/client';
const coredns = 'kube-system/coredns';
const denied = { finding: ['policy-denies', /NetworkPolicy default\/(web|client)/] } as const;

const k3s = (iptables: Topology['iptables']): RuleSet => ({
  name: `k3s: flannel and kube-router's policies, iptables-${iptables}`,
  topology: demoTopology({ name: 'k3s', iptables, networkPolicies: OBJECTS }),
  changes: ['node-1', 'node-2'].flatMap((node, i) => [
    sh('ipset', node, ["ipset restore <<'END'", ...SETS([WEB_1, WEB_2]), 'END']),
    restore(
      'kube-router',
      node,
      `iptables-${iptables}`,
      i === 0
        ? rules([CLIENT_POD, web('web-1', WEB_1)], [WEB_POLICY, CLIENT_POLICY])
        : rules([web('web-2', WEB_2)], [WEB_POLICY]),
    ),
  ]),
  asks: [
    ask('what both policies allow, on one node', client, WEB_1, WEB_PORT),
    ask('what both policies allow, on two nodes', client, WEB_2, WEB_PORT),
    ask('the service, of whichever pod', client, WEB_SERVICE, 80),
    ask('names', client, DNS_SERVICE, ['udp', 53]),
    ask('names over TCP are not allowed', client, DNS_SERVICE, 53, 'refused', denied),
    ask('the outside is not', client, OUTSIDE_HOST, 443, 'refused', denied),
    ask('a ping is not', client, WEB_2, 'ping', 'refused', denied),
    ask('nobody else calls the pods', coredns, WEB_1, WEB_PORT, 'refused', denied),
    ask('nor pings them', coredns, WEB_2, 'ping', 'refused', denied),
    ask('their own node does', 'node/node-1', WEB_1, WEB_PORT),
    ask('another node does not', 'node/node-2', WEB_1, WEB_PORT, 'refused', denied),
    ask('the policy of the pods is about what comes in', 'default/web-1', OUTSIDE_HOST, 443),
    ask('a pod without egress calls its node', client, NODE_1, 10_250, 'refused'),
    ask('the outside by a node port: its address is the exception', OUTSIDE_HOST, NODE_1, NODE_PORT, 'refused'),
  ],
});

export const kubeRouter: readonly RuleSet[] = [k3s('nft'), k3s('legacy')];
