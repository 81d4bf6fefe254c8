/** A zone as `firewall-cmd --list-all` shows it. */
export type Zone = {
  readonly name: string;
  /** What becomes of packets that no rule of the zone decides; default: REJECT, but pings pass. */
  readonly target?: 'ACCEPT' | 'DROP' | 'REJECT';
  readonly interfaces?: readonly string[];
  /** Prefixes; they come before interfaces. */
  readonly sources?: readonly string[];
  /** `22/tcp`. */
  readonly ports?: readonly string[];
  readonly masquerade?: boolean;
};

const PHASES = ['pre', 'log', 'deny', 'allow', 'post'];
/** Prefix of a zone's chain, the hook that it hangs in, and which side of the packet finds the zone. */
const CHAINS = [
  ['filter_IN', 'filter_INPUT', 'iifname', 'saddr'],
  ['nat_POST', 'nat_POSTROUTING', 'oifname', 'daddr'],
  ['filter_FWD', 'filter_FORWARD', 'iifname', 'saddr'],
  ['nat_PRE', 'nat_PREROUTING', 'iifname', 'saddr'],
  ['mangle_PRE', 'mangle_PREROUTING', 'iifname', 'saddr'],
] as const;
type Prefix = (typeof CHAINS)[number][0];

const REJECT = 'reject with icmpx admin-prohibited';
/** Prefixes of 6to4 for addresses that are nobody's (RFC 3964), refused with `RFC3964_IPv4=yes`. */
const NOT_6TO4 =
  'ip6 daddr { ::/96, ::ffff:0.0.0.0/96, 2002::/24, 2002:a00::/24, 2002:7f00::/24, 2002:a9fe::/32, 2002:ac10::/28, 2002:c0a8::/32, 2002:e000::/19 } reject with icmpv6 addr-unreachable';

const chain = (name: string, rules: readonly string[]): string =>
  [`chain ${name} {`, ...rules.map((r) => `  ${r}`), '}'].join('\n');
const base = (name: string, hook: string, rules: readonly string[]): string =>
  chain(name, [`${hook}; policy accept;`, ...rules]);
const address = (side: string, prefix: string): string => `${prefix.includes(':') ? 'ip6' : 'ip'} ${side} ${prefix}`;

/** Which zone a packet is in: sources, then interfaces, then the default zone. */
function dispatch(prefix: Prefix, device: string, side: string, zones: readonly Zone[], fallback: string): string[] {
  const go = (zone: Zone) => `goto ${prefix}_${zone.name}`;
  return [
    ...zones.flatMap((z) => (z.sources ?? []).map((s) => `${address(side, s)} ${go(z)}`)),
    ...zones.flatMap((z) => (z.interfaces ?? []).map((i) => `${device} "${i}" ${go(z)}`)),
    `goto ${prefix}_${fallback}`,
  ];
}

function allowed(prefix: Prefix, zone: Zone): string[] {
  if (prefix === 'filter_IN')
    return (zone.ports ?? []).map((p) => {
      const [port, protocol] = p.split('/');
      return `${protocol} dport ${port} accept`;
    });
  // Packets within a zone are forwarded since firewalld 1.0.
  if (prefix === 'filter_FWD')
    return [
      ...(zone.sources ?? []).map((s) => `${address('daddr', s)} accept`),
      ...(zone.interfaces ?? []).map((i) => `oifname "${i}" accept`),
    ];
  return prefix === 'nat_POST' && zone.masquerade ? ['meta nfproto ipv4 oifname != "lo" masquerade'] : [];
}

function verdict(prefix: Prefix, zone: Zone): string[] {
  if (!prefix.startsWith('filter')) return [];
  if (zone.target === 'ACCEPT') return ['accept'];
  if (zone.target === 'DROP') return ['drop'];
  const pings = prefix === 'filter_IN' && zone.target === undefined ? ['meta l4proto { icmp, ipv6-icmp } accept'] : [];
  return [...pings, REJECT];
}

function zoneChains(zone: Zone): string[] {
  return CHAINS.flatMap(([prefix, hook]) => [
    ...PHASES.map((phase) => chain(`${prefix}_${zone.name}_${phase}`, phase === 'allow' ? allowed(prefix, zone) : [])),
    chain(`${prefix}_${zone.name}`, [
      `jump ${hook}_POLICIES_pre`,
      ...PHASES.map((phase) => `jump ${prefix}_${zone.name}_${phase}`),
      `jump ${hook}_POLICIES_post`,
      ...verdict(prefix, zone),
    ]),
  ]);
}

/** The one policy that firewalld ships: neighbour discovery of IPv6 (allow-host-ipv6). */
const policyChains = [...['nd-neighbor-advert', 'nd-neighbor-solicit', 'nd-router-advert', 'nd-redirect']].map(
  (type) => `icmpv6 type ${type} accept`,
);

/**
 * `table inet firewalld` as firewalld 1.x writes it with its nftables backend (firewall/core/nftables.py; compared with what version 1.3.3
 * of Debian loads). `fallback`: name of the default zone.
 */
export function firewalldTable(zones: readonly Zone[], fallback = 'public'): string {
  const hooks = ['INPUT', 'FORWARD', 'OUTPUT'].map((h) => `filter_${h}`);
  const empty = [...hooks, 'nat_PREROUTING', 'nat_POSTROUTING', 'nat_OUTPUT', 'mangle_PREROUTING'];
  const early = (h: string) => [
    'ct state { established, related } accept',
    ...(h === 'OUTPUT' ? [] : ['ct status dnat accept']),
  ];
  return [
    'table inet firewalld {',
    ...empty.flatMap((h) => [
      chain(`${h}_POLICIES_pre`, h === 'filter_INPUT' ? ['jump filter_IN_policy_allow-host-ipv6'] : []),
      chain(`${h}_POLICIES_post`, []),
    ]),
    ...PHASES.map((p) => chain(`filter_IN_policy_allow-host-ipv6_${p}`, p === 'allow' ? policyChains : [])),
    chain(
      'filter_IN_policy_allow-host-ipv6',
      PHASES.map((p) => `jump filter_IN_policy_allow-host-ipv6_${p}`),
    ),
    ...zones.flatMap(zoneChains),
    ...CHAINS.map(([prefix, hook, device, side]) =>
      chain(`${hook}_ZONES`, dispatch(prefix, device, side, zones, fallback)),
    ),
    base('mangle_PREROUTING', 'type filter hook prerouting priority mangle + 10', ['jump mangle_PREROUTING_ZONES']),
    base('nat_PREROUTING', 'type nat hook prerouting priority dstnat + 10', ['jump nat_PREROUTING_ZONES']),
    base('nat_POSTROUTING', 'type nat hook postrouting priority srcnat + 10', ['jump nat_POSTROUTING_ZONES']),
    base('nat_OUTPUT', 'type nat hook output priority -90', [
      'jump nat_OUTPUT_POLICIES_pre',
      'jump nat_OUTPUT_POLICIES_post',
    ]),
    base('filter_PREROUTING', 'type filter hook prerouting priority filter + 10', [
      'icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept',
      'meta nfproto ipv6 fib saddr . mark . iif oif missing drop',
    ]),
    base('filter_INPUT', 'type filter hook input priority filter + 10', [
      ...early('INPUT'),
      'iifname "lo" accept',
      'ct state invalid drop',
      'jump filter_INPUT_ZONES',
      REJECT,
    ]),
    base('filter_FORWARD', 'type filter hook forward priority filter + 10', [
      ...early('FORWARD'),
      'iifname "lo" accept',
      'ct state invalid drop',
      NOT_6TO4,
      'jump filter_FORWARD_ZONES',
      REJECT,
    ]),
    base('filter_OUTPUT', 'type filter hook output priority filter + 10', [
      ...early('OUTPUT'),
      'oifname "lo" accept',
      NOT_6TO4,
      'jump filter_OUTPUT_POLICIES_pre',
      'jump filter_OUTPUT_POLICIES_post',
    ]),
    '}',
  ].join('\n');
}
