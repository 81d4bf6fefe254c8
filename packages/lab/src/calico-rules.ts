import { createHash } from 'node:crypto';
import type { Family } from '@skoop/model';
import { type IngressPolicy, inPolicy } from './ingress-policy.ts';
import type { RuleText, TableText } from './iptables-text.ts';
import { type Plan, type PlannedNode, type PlannedPod, podsOf } from './plan.ts';

export const VXLAN_PORT = 4789;
const HASH_LETTERS = 16;
const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, HASH_LETTERS);

/** The kernel allows a chain 28 letters; longer names become hashes (felix/hashutils: GetLengthLimitedID). */
const LONGEST_CHAIN = 28;
const chain = (prefix: string, name: string): string =>
  prefix.length + name.length <= LONGEST_CHAIN ? prefix + name : `${prefix}_${hash(name)}`;
const dispatched = (way: 'fw' | 'tw', pod: PlannedPod): string => `cali-${way}-${pod.hostVeth}`;

/** Bits of the mark: accepted, passed on to profiles, scratch (felix/rules: Config.MarkAccept and others, of mask 0xffff0000). */
const ACCEPTED = '-m mark --mark 0x10000/0x10000';
const CLEAR_ALL = '-j MARK --set-xmark 0x0/0xf0000';
type Lines = readonly (readonly [chain: string, rule: string])[];

const says = (text: string): string => `-m comment --comment "${text}"`;
const HOST_ACCEPTED = says('Host endpoint policy accepted packet.');

/** Felix puts a hash of each rule into a comment, to see later what it wrote. */
function table(name: string, chains: readonly string[], lines: Lines): TableText {
  const rules = lines.map(([at, rule]) => `${at} ${says(`cali:${hash(`${name} ${at} ${rule}`)}`)} ${rule}`);
  return { chains: [...new Set(chains)], rules };
}

const setName = (family: Family, id: string): string => `cali${family}0${id}`;
const set = (family: Family, id: string, side: string, not = ''): string =>
  `-m set ${not}--match-set ${setName(family, id)} ${side}`;
const policyId = (policy: IngressPolicy): string => `knp.default.${policy.namespace}.${policy.name}`;
const sourceSet = (policy: IngressPolicy): string => `s:${hash(`sources ${policyId(policy)}`)}`;
const policyChain = (policy: IngressPolicy): string => chain('cali-pi-', policyId(policy));

const carriesIpip = (plan: Plan, family: Family): boolean => plan.topology.backend === 'ipip' && family === 4;

/** Input of `ipset restore`: pools, hosts of the VXLAN network, pods that policies select. */
export function felixSets(plan: Plan, node: PlannedNode, family: Family, policies: readonly IngressPolicy[]): string {
  const pool = plan.clusterCidrs[family] ?? '';
  const hosts = plan.nodes.filter((n) => n !== node).map((n) => n.addresses[family] ?? '');
  const all: readonly (readonly [string, readonly string[]])[] = [
    ['all-ipam-pools', [pool]],
    ['masq-ipam-pools', [pool]],
    ...(plan.topology.backend === 'vxlan' ? [['all-vxlan-net', hosts] as const] : []),
    ...(carriesIpip(plan, family) ? [['all-hosts-net', hosts] as const] : []),
    ...policies.flatMap((p) =>
      p.from ? [[sourceSet(p), inPolicy(plan, p, p.from).map((x) => x.addresses[family] ?? '')] as const] : [],
    ),
  ];
  return all
    .flatMap(([id, members]) => [
      `create -exist ${setName(family, id)} hash:net family ${family === 6 ? 'inet6' : 'inet'} hashsize 1024 maxelem 1048576`,
      `flush ${setName(family, id)}`,
      ...members.map((m) => `add ${setName(family, id)} ${m}`),
    ])
    .map((l) => `${l}\n`)
    .join('');
}

function rawTable(vxlan: boolean): TableText {
  const untracked = `-p udp -m udp --dport ${VXLAN_PORT} -j NOTRACK`;
  return table(
    'raw',
    ['cali-OUTPUT', 'cali-PREROUTING', 'cali-from-host-endpoint', 'cali-rpf-skip', 'cali-to-host-endpoint'],
    [
      ['PREROUTING', '-j cali-PREROUTING'],
      ['OUTPUT', '-j cali-OUTPUT'],
      ['cali-OUTPUT', CLEAR_ALL],
      ['cali-OUTPUT', '-j cali-to-host-endpoint'],
      ...(vxlan ? [['cali-OUTPUT', untracked] as const] : []),
      ['cali-OUTPUT', `${ACCEPTED} -j ACCEPT`],
      ['cali-PREROUTING', CLEAR_ALL],
      ...(vxlan ? [['cali-PREROUTING', untracked] as const] : []),
      ['cali-PREROUTING', '-i cali+ -j MARK --set-xmark 0x40000/0x40000'],
      ['cali-PREROUTING', '-m mark --mark 0x40000/0x40000 -j cali-rpf-skip'],
      ['cali-PREROUTING', '-m mark --mark 0x40000/0x40000 -m rpfilter --validmark --invert -j DROP'],
      ['cali-PREROUTING', '-m mark --mark 0x0/0x40000 -j cali-from-host-endpoint'],
      ['cali-PREROUTING', `${ACCEPTED} -j ACCEPT`],
    ],
  );
}

const mangleTable = (): TableText =>
  table(
    'mangle',
    ['cali-POSTROUTING', 'cali-PREROUTING', 'cali-from-host-endpoint', 'cali-to-host-endpoint'],
    [
      ['PREROUTING', '-j cali-PREROUTING'],
      ['POSTROUTING', '-j cali-POSTROUTING'],
      ['cali-POSTROUTING', `${ACCEPTED} -j RETURN`],
      ['cali-POSTROUTING', CLEAR_ALL],
      ['cali-POSTROUTING', '-m conntrack --ctstate DNAT -j cali-to-host-endpoint'],
      ['cali-POSTROUTING', `${HOST_ACCEPTED} ${ACCEPTED} -j RETURN`],
      ['cali-PREROUTING', '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'],
      ['cali-PREROUTING', `${ACCEPTED} -j ACCEPT`],
      ['cali-PREROUTING', '-j cali-from-host-endpoint'],
      ['cali-PREROUTING', `${HOST_ACCEPTED} ${ACCEPTED} -j ACCEPT`],
    ],
  );

function natTable(family: Family, tunnel: string | undefined): TableText {
  const wrongSource = '-m addrtype ! --src-type LOCAL --limit-iface-out -m addrtype --src-type LOCAL';
  const outgoing = `${set(family, 'masq-ipam-pools', 'src')} ${set(family, 'all-ipam-pools', 'dst', '! ')}`;
  return table(
    'nat',
    ['cali-OUTPUT', 'cali-POSTROUTING', 'cali-PREROUTING', 'cali-fip-dnat', 'cali-fip-snat', 'cali-nat-outgoing'],
    [
      ['PREROUTING', '-j cali-PREROUTING'],
      ['OUTPUT', '-j cali-OUTPUT'],
      ['POSTROUTING', '-j cali-POSTROUTING'],
      ['cali-OUTPUT', '-j cali-fip-dnat'],
      ['cali-POSTROUTING', '-j cali-fip-snat'],
      ['cali-POSTROUTING', '-j cali-nat-outgoing'],
      ...(tunnel === undefined
        ? []
        : [['cali-POSTROUTING', `-o ${tunnel} ${wrongSource} -j MASQUERADE --random-fully`] as const]),
      ['cali-PREROUTING', '-j cali-fip-dnat'],
      ['cali-nat-outgoing', `${outgoing} -j MASQUERADE --random-fully`],
    ],
  );
}

/** From an interface's name to its chain by the first letter in which names differ (felix/rules/dispatch.go). */
function dispatch(way: 'fw' | 'tw', pods: readonly PlannedPod[]): Lines {
  const [flag, top] = way === 'fw' ? ['-i', 'cali-from-wl-dispatch'] : ['-o', 'cali-to-wl-dispatch'];
  const unknown = `${says('Unknown interface')} -j DROP`;
  const groups = new Map<string, PlannedPod[]>();
  for (const pod of pods.toSorted((a, b) => (a.hostVeth < b.hostVeth ? -1 : 1))) {
    const letter = pod.hostVeth.charAt('cali'.length);
    groups.set(letter, [...(groups.get(letter) ?? []), pod]);
  }
  const to = (at: string, pod: PlannedPod) => [at, `${flag} ${pod.hostVeth} -g ${dispatched(way, pod)}`] as const;
  const lines = [...groups].flatMap(([letter, group]): Lines => {
    const [only, ...more] = group;
    if (only && more.length === 0) return [to(top, only)];
    const below = `${top}-${letter}`;
    return [[top, `${flag} cali${letter}+ -g ${below}`], ...group.map((p) => to(below, p)), [below, unknown]];
  });
  return [...lines, [top, unknown]];
}

function podChain(way: 'fw' | 'tw', pod: PlannedPod, policies: readonly IngressPolicy[]): Lines {
  const at = dispatched(way, pod);
  const profiles = [`kns.${pod.namespace}`, `ksa.${pod.namespace}.default`];
  const mine = way === 'tw' ? policies.filter((p) => isGuarded(pod, p)) : [];
  const rules = [
    '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-m conntrack --ctstate INVALID -j DROP',
    '-j MARK --set-xmark 0x0/0x30000',
    ...(way === 'fw'
      ? [
          `-p udp ${says('Drop VXLAN encapped packets originating in workloads')} -m multiport --dports ${VXLAN_PORT} -j DROP`,
          `-p 4 ${says('Drop IPinIP encapped packets originating in workloads')} -j DROP`,
        ]
      : []),
    ...(mine.length > 0 ? [`${says('Start of tier default')} -j MARK --set-xmark 0x0/0x20000`] : []),
    ...mine.flatMap((p) => [
      `-m mark --mark 0x0/0x20000 -j ${policyChain(p)}`,
      `${says('Return if policy accepted')} ${ACCEPTED} -j RETURN`,
    ]),
    ...(mine.length > 0
      ? [`${says('End of tier default. Drop if no policies passed packet')} -m mark --mark 0x0/0x20000 -j DROP`]
      : []),
    ...profiles.flatMap((p) => [
      `-j ${chain(way === 'fw' ? 'cali-pro-' : 'cali-pri-', p)}`,
      `${says('Return if profile accepted')} ${ACCEPTED} -j RETURN`,
    ]),
    `${says('Drop if no profiles matched')} -j DROP`,
  ];
  return rules.map((r) => [at, r] as const);
}

const isGuarded = (pod: PlannedPod, p: IngressPolicy): boolean =>
  p.namespace === pod.namespace && Object.entries(p.labels).every(([k, v]) => pod.labels[k] === v);

/** A profile of a namespace lets everything through, one of a service account says nothing. */
function profileChains(pods: readonly PlannedPod[]): Lines {
  const namespaces = [...new Set(pods.map((p) => p.namespace))];
  return namespaces.flatMap((n) =>
    (['cali-pri-', 'cali-pro-'] as const).flatMap((prefix): Lines => {
      const way = prefix === 'cali-pri-' ? 'ingress' : 'egress';
      return [
        [chain(prefix, `kns.${n}`), `${says(`Profile kns.${n} ${way}`)} -j MARK --set-xmark 0x10000/0x10000`],
        [chain(prefix, `kns.${n}`), `${ACCEPTED} -j RETURN`],
        [chain(prefix, `ksa.${n}.default`), says(`Profile ksa.${n}.default ${way}`)],
      ];
    }),
  );
}

function vxlanRules(family: Family): { readonly input: Lines; readonly output: Lines } {
  const match = `-m multiport --dports ${VXLAN_PORT}`;
  const name = `IPv${family} VXLAN packets`;
  return {
    input: [
      [
        'cali-INPUT',
        `-p udp ${says(`Allow ${name} from allowed hosts`)} ${match} ${set(family, 'all-vxlan-net', 'src')} -m addrtype --dst-type LOCAL -j ACCEPT`,
      ],
      [
        'cali-INPUT',
        `-p udp ${says(`Drop ${name} from non-allowed hosts`)} ${match} -m addrtype --dst-type LOCAL -j DROP`,
      ],
    ],
    output: [
      [
        'cali-OUTPUT',
        `-p udp ${says(`Allow ${name} to other allowed hosts`)} ${match} -m addrtype --src-type LOCAL ${set(family, 'all-vxlan-net', 'dst')} -j ACCEPT`,
      ],
    ],
  };
}

function ipipRules(): { readonly input: Lines; readonly output: Lines } {
  const allowed = (way: 'src' | 'dst') => set(4, 'all-hosts-net', way);
  return {
    input: [
      [
        'cali-INPUT',
        `-p 4 ${says('Allow IPIP packets from Calico hosts')} ${allowed('src')} -m addrtype --dst-type LOCAL -j ACCEPT`,
      ],
      ['cali-INPUT', `-p 4 ${says('Drop IPIP packets from non-Calico hosts')} -j DROP`],
    ],
    output: [
      [
        'cali-OUTPUT',
        `-p 4 ${says('Allow IPIP packets to other Calico hosts')} ${allowed('dst')} -m addrtype --src-type LOCAL -j ACCEPT`,
      ],
    ],
  };
}

function tunnelRules(plan: Plan, family: Family): { readonly input: Lines; readonly output: Lines } {
  if (carriesIpip(plan, family)) return ipipRules();
  return plan.topology.backend === 'vxlan' ? vxlanRules(family) : { input: [], output: [] };
}

/** Neighbour discovery and multicast listeners, which a router must hear. */
const ICMPV6_TO_HOST = [130, 131, 132, 133, 135, 136];

function filterTable(plan: Plan, node: PlannedNode, family: Family, policies: readonly IngressPolicy[]): TableText {
  const pods = podsOf(plan, node);
  const tunnel = tunnelRules(plan, family);
  const lines: Lines = [
    ['INPUT', '-j cali-INPUT'],
    ['FORWARD', '-j cali-FORWARD'],
    ['OUTPUT', '-j cali-OUTPUT'],
    ['cali-FORWARD', '-j MARK --set-xmark 0x0/0xe0000'],
    ['cali-FORWARD', '-m mark --mark 0x0/0x10000 -j cali-from-hep-forward'],
    ['cali-FORWARD', '-i cali+ -j cali-from-wl-dispatch'],
    ['cali-FORWARD', '-o cali+ -j cali-to-wl-dispatch'],
    ['cali-FORWARD', '-j cali-to-hep-forward'],
    ['cali-FORWARD', '-j cali-cidr-block'],
    ...tunnel.input,
    ['cali-INPUT', '-i cali+ -g cali-wl-to-host'],
    ['cali-INPUT', `${ACCEPTED} -j ACCEPT`],
    ['cali-INPUT', CLEAR_ALL],
    ['cali-INPUT', '-j cali-from-host-endpoint'],
    ['cali-INPUT', `${HOST_ACCEPTED} ${ACCEPTED} -j ACCEPT`],
    ['cali-OUTPUT', `${ACCEPTED} -j ACCEPT`],
    ['cali-OUTPUT', '-o cali+ -j RETURN'],
    ...tunnel.output,
    ['cali-OUTPUT', CLEAR_ALL],
    ['cali-OUTPUT', '-m conntrack ! --ctstate DNAT -j cali-to-host-endpoint'],
    ['cali-OUTPUT', `${HOST_ACCEPTED} ${ACCEPTED} -j ACCEPT`],
    ...(family === 6
      ? ICMPV6_TO_HOST.map((type) => ['cali-wl-to-host', `-p icmpv6 -m icmp6 --icmpv6-type ${type} -j ACCEPT`] as const)
      : []),
    ['cali-wl-to-host', '-j cali-from-wl-dispatch'],
    ['cali-wl-to-host', `${says('Configured DefaultEndpointToHostAction')} -j ACCEPT`],
    ...dispatch('fw', pods),
    ...dispatch('tw', pods),
    ...pods.flatMap((p) => [...podChain('fw', p, policies), ...podChain('tw', p, policies)]),
    ...profileChains(pods),
    ...policies.flatMap((p): Lines => {
      if (!pods.some((pod) => isGuarded(pod, p))) return [];
      const told = says(`Policy ${policyId(p)} ingress`);
      if (!p.from) return [[policyChain(p), told]];
      return [
        [policyChain(p), `${told} ${set(family, sourceSet(p), 'src')} -j MARK --set-xmark 0x10000/0x10000`],
        [policyChain(p), `${ACCEPTED} -j RETURN`],
      ];
    }),
  ];
  const jumpedTo = ['hep-forward', 'host-endpoint'].flatMap((x) => [`cali-from-${x}`, `cali-to-${x}`]);
  const own = lines.map(([at]) => at).filter((at) => at.startsWith('cali-'));
  return table('filter', [...jumpedTo, 'cali-cidr-block', ...own], lines);
}

/** What Felix 3.30 writes on one node for one family (felix/rules/static.go, endpoints.go), before kube-proxy's rules. */
export function felixRules(
  plan: Plan,
  node: PlannedNode,
  family: Family,
  policies: readonly IngressPolicy[],
): RuleText & { readonly raw: TableText } {
  const vxlan = plan.topology.backend === 'vxlan';
  const device = family === 4 ? 'vxlan.calico' : 'vxlan-v6.calico';
  const tunnel = carriesIpip(plan, family) ? 'tunl0' : vxlan ? device : undefined;
  return {
    raw: rawTable(vxlan),
    mangle: mangleTable(),
    nat: natTable(family, tunnel),
    filter: filterTable(plan, node, family, policies),
  };
}
