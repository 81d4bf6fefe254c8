import type { Family } from '@skoop/model';
import { demoTopology } from '../demo-topology.ts';
import { NODE_1, OUTSIDE_HOST, WEB_2, WEB_SERVICE } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { client, LISTENS, refused, V6_NODE_1, V6_WEB_2, WEB_1 } from './firewalld-site.ts';
import type { Zone } from './firewalld-table.ts';
import { ask, type RuleSet, sh } from './rule-set.ts';

const PHASES = ['pre', 'log', 'deny', 'allow', 'post'];
const REJECT = 'reject with icmpx type admin-prohibited';
const NEW = 'ct state { new, untracked } accept';

const chain = (name: string, rules: readonly string[]): string =>
  [`chain ${name} {`, ...rules.map((r) => `  ${r}`), '}'].join('\n');
const base = (name: string, hook: string, rules: readonly string[]): string => chain(name, [`type ${hook};`, ...rules]);
const isOf = (family: Family | undefined, prefix: string): boolean =>
  family === undefined || prefix.includes(':') === (family === 6);

/** Prefix of a zone's chains, the chain that leads there, and which side of the packet finds the zone. */
type Hook = readonly [prefix: string, zones: string, device: string, side: string];
const IN: Hook = ['filter_IN', 'filter_INPUT_ZONES', 'iifname', 'saddr'];
const FWDI: Hook = ['filter_FWDI', 'filter_FORWARD_IN_ZONES', 'iifname', 'saddr'];
const FWDO: Hook = ['filter_FWDO', 'filter_FORWARD_OUT_ZONES', 'oifname', 'daddr'];
const MANGLE: Hook = ['mangle_PRE', 'mangle_PREROUTING_ZONES', 'iifname', 'saddr'];
const NAT_PRE: Hook = ['nat_PRE', 'nat_PREROUTING_ZONES', 'iifname', 'saddr'];
const NAT_POST: Hook = ['nat_POST', 'nat_POSTROUTING_ZONES', 'oifname', 'daddr'];

function allowed([prefix]: Hook, zone: Zone, family: Family | undefined): readonly string[] {
  if (prefix === 'filter_IN') {
    const ports = (zone.ports ?? []).map((p) => p.split('/'));
    return ports.map(([port, protocol]) => `${protocol} dport ${port} ${NEW}`);
  }
  if (!zone.masquerade) return [];
  if (prefix === 'filter_FWDO') return [NEW];
  return prefix === 'nat_POST' && family === 4 ? ['oifname != "lo" masquerade'] : [];
}

function verdict([prefix]: Hook, zone: Zone): readonly string[] {
  if (!prefix.startsWith('filter')) return [];
  if (zone.target !== undefined) return [zone.target === 'REJECT' ? REJECT : zone.target.toLowerCase()];
  // A zone of the default target says nothing of the rest; it comes back to the chain of the hook.
  return prefix === 'filter_FWDO' ? [] : ['meta l4proto { icmp, ipv6-icmp } accept'];
}

const ofHook = (hook: Hook, zones: readonly Zone[], fallback: string, family?: Family): readonly string[] => {
  const [prefix, dispatch, device, side] = hook;
  const go = (zone: Zone) => `goto ${prefix}_${zone.name}`;
  return [
    ...zones.flatMap((zone) => [
      ...PHASES.map((p) => chain(`${prefix}_${zone.name}_${p}`, p === 'allow' ? allowed(hook, zone, family) : [])),
      chain(`${prefix}_${zone.name}`, [
        ...PHASES.map((p) => `jump ${prefix}_${zone.name}_${p}`),
        ...verdict(hook, zone),
      ]),
    ]),
    chain(dispatch, [
      ...zones.flatMap((z) =>
        (z.sources ?? [])
          .filter((s) => isOf(family, s))
          .map((s) => `${s.includes(':') ? 'ip6' : 'ip'} ${side} ${s} ${go(z)}`),
      ),
      ...zones.flatMap((z) => (z.interfaces ?? []).map((i) => `${device} "${i}" ${go(z)}`)),
      `goto ${prefix}_${fallback}`,
    ]),
  ];
};

const around = (name: string): readonly string[] => [
  chain(`${name}_POLICIES_pre`, []),
  chain(`${name}_POLICIES_post`, []),
];
const jumps = (name: string, zones: readonly string[]): readonly string[] =>
  [`${name}_POLICIES_pre`, ...zones, `${name}_POLICIES_post`].map((c) => `jump ${c}`);

const filter = (zones: readonly Zone[], fallback: string): readonly string[] => {
  const known = 'ct state { established, related } accept';
  const last = ['ct state { invalid } drop', REJECT];
  return [
    'table inet firewalld {',
    ...['mangle_PREROUTING', 'filter_INPUT', 'filter_FORWARD', 'filter_OUTPUT'].flatMap(around),
    ...[MANGLE, IN, FWDI, FWDO].flatMap((hook) => ofHook(hook, zones, fallback)),
    base(
      'mangle_PREROUTING',
      'filter hook prerouting priority -140',
      jumps('mangle_PREROUTING', ['mangle_PREROUTING_ZONES']),
    ),
    base('filter_PREROUTING', 'filter hook prerouting priority 10', [
      'icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept',
      'meta nfproto ipv6 fib saddr . mark . iif oif missing drop',
    ]),
    base('filter_INPUT', 'filter hook input priority 10', [
      known,
      'ct status dnat accept',
      'iifname "lo" accept',
      ...jumps('filter_INPUT', ['filter_INPUT_ZONES']),
      ...last,
    ]),
    base('filter_FORWARD', 'filter hook forward priority 10', [
      known,
      'ct status dnat accept',
      'iifname "lo" accept',
      ...jumps('filter_FORWARD', ['filter_FORWARD_IN_ZONES', 'filter_FORWARD_OUT_ZONES']),
      ...last,
    ]),
    base('filter_OUTPUT', 'filter hook output priority 10', [
      known,
      'oifname "lo" accept',
      ...jumps('filter_OUTPUT', []),
    ]),
    '}',
  ];
};
/** Kernels before 5.2 have no nat in family inet. */
const nat = (family: Family, zones: readonly Zone[], fallback: string): readonly string[] => [
  `table ${family === 4 ? 'ip' : 'ip6'} firewalld {`,
  ...['nat_PREROUTING', 'nat_POSTROUTING'].flatMap(around),
  ...[NAT_PRE, NAT_POST].flatMap((hook) => ofHook(hook, zones, fallback, family)),
  base('nat_PREROUTING', 'nat hook prerouting priority -90', jumps('nat_PREROUTING', ['nat_PREROUTING_ZONES'])),
  base('nat_POSTROUTING', 'nat hook postrouting priority 110', jumps('nat_POSTROUTING', ['nat_POSTROUTING_ZONES'])),
  '}',
];

/** What firewalld 0.9 loads with its nftables backend (v0.9.11: firewall/core/nftables.py and the listings of its tests). */
const load = (zones: readonly Zone[], fallback = 'public'): Change =>
  sh('firewalld', 'node-1', [
    "nft -f - <<'END'",
    ...[...filter(zones, fallback), ...nat(4, zones, fallback), ...nat(6, zones, fallback)],
    'END',
  ]);

const PUBLIC: Zone = { name: 'public', interfaces: ['eth0'], ports: ['22/tcp', '6443/tcp', '10250/tcp', '8472/udp'] };
const TRUSTED: Zone = { name: 'trusted', target: 'ACCEPT', interfaces: ['cni0', 'flannel.1', 'flannel-v6.1'] };

const set = (name: string, change: Partial<Topology>, changes: readonly Change[], asks: RuleSet['asks']): RuleSet => ({
  name: `firewalld 0.9: ${name}`,
  topology: demoTopology({ name: 'firewalld-09', ...change }),
  changes,
  asks,
});

export const firewalld09: readonly RuleSet[] = [
  set(
    'ports are open, the pods are in no zone',
    { families: [4, 6] },
    [load([PUBLIC]), LISTENS],
    [
      ask('an open port', OUTSIDE_HOST, NODE_1, 22),
      ask('a closed port', OUTSIDE_HOST, NODE_1, 9100, 'host-unreachable', refused),
      ask('pings pass', OUTSIDE_HOST, NODE_1, 'ping'),
      ask('pods of two nodes', client, WEB_2, 8080, 'host-unreachable', refused),
      ask('pods of one node', client, WEB_1, 8080, 'host-unreachable', refused),
      ask('pings are forwarded, unlike by later versions', client, WEB_1, 'ping'),
      ask('a service: what DNAT changed is accepted', client, WEB_SERVICE, 80),
      ask('to the outside: nothing lets it out', client, OUTSIDE_HOST, 443, 'host-unreachable', refused),
      ask('the node to a pod', 'node/node-1', WEB_1, 8080),
      ask('IPv6: a closed port', 'node/node-2', V6_NODE_1, 9100, 'not-permitted', refused),
      ask('IPv6: pods of two nodes', client, V6_WEB_2, 8080, 'not-permitted', refused),
    ],
  ),
  set(
    'the pods are trusted, and eth0 masquerades',
    { families: [4, 6] },
    [
      load([{ ...PUBLIC, masquerade: true }, TRUSTED]),
      sh('flannel', 'node-1', ['iptables-nft -t nat -F FLANNEL-POSTRTG']),
      LISTENS,
    ],
    [
      ask('pods of two nodes', client, WEB_2, 8080),
      ask('pods of one node', client, WEB_1, 8080),
      ask('to the outside', client, OUTSIDE_HOST, 443),
      ask('from a pod to its node', client, NODE_1, 9100),
      ask('the outside still has only the open ports', OUTSIDE_HOST, NODE_1, 9100, 'host-unreachable', refused),
      ask('IPv6: pods of two nodes', client, V6_WEB_2, 8080),
    ],
  ),
];
