import type { AddressRecord, LinkRecord, NamespaceDump, RouteRecord, RuleRecord, SocketRecord } from '@skoop/model';
import { OUTSIDE } from '../outside.ts';

/** Namespaces for tests, from a few words per record. Real dumps come from the collector; these are for single cases. */
export type Sketch = {
  readonly id?: string;
  /** `eth0 mac=.. peer=5 on=eth1 kind=veth master=cni0 down mtu=1400 id=1 dstport=8472`; ifindexes count from 1 unless `index=` says. */
  readonly links: readonly string[];
  /** `eth0 10.0.0.1/24`. */
  readonly addresses?: readonly string[];
  /** As `ip route show table all` prints them. `local` and connected routes of the addresses are added. */
  readonly routes?: readonly string[];
  /** `100: from 10.0.0.0/8 lookup 7`. */
  readonly rules?: readonly string[];
  /** `10.0.0.2 dev eth0 lladdr aa:.. PERMANENT`. */
  readonly neighbours?: readonly string[];
  /** `aa:.. dev flannel.1 dst 10.0.0.3`. */
  readonly fdb?: readonly string[];
  /** `tcp 0.0.0.0:80`. */
  readonly sockets?: readonly string[];
  readonly sysctls?: Readonly<Record<string, string | number>>;
};

const pairs = (words: readonly string[]): Record<string, string> =>
  Object.fromEntries(words.filter((w) => w.includes('=')).map((w) => w.split('=', 2) as [string, string]));

function link(text: string, i: number): LinkRecord {
  const [name = '', ...words] = text.split(/\s+/);
  const { mac, peer, on, kind, master, group, mtu, index, hairpin, isolated, state, ...details } = pairs(words);
  const noarp = words.includes('noarp') ? ['NOARP'] : [];
  const down = words.includes('down');
  return {
    line: i + 1,
    index: Number(index ?? i + 1),
    name,
    flags: down ? noarp : ['UP', 'LOWER_UP', ...noarp],
    mtu: Number(mtu ?? (name === 'lo' ? 65536 : 1500)),
    operstate: down ? 'DOWN' : 'UP',
    ...(mac ? { mac } : {}),
    kind: kind ?? (name === 'lo' ? 'loopback' : 'device'),
    ...(master ? { master } : {}),
    ...(group ? { group } : {}),
    ...(peer ? { linkIndex: Number(peer) } : {}),
    ...(on ? { linkName: on } : {}),
    details,
    port: master
      ? { state: state ?? 'forwarding', ...(hairpin ? { hairpin } : {}), ...(isolated ? { isolated } : {}) }
      : {},
  };
}

function address(text: string, i: number): AddressRecord {
  const [device = '', prefix = ''] = text.split(/\s+/);
  const [own = '', length = '32'] = prefix.split('/');
  const family = own.includes(':') ? 6 : 4;
  const scope = own.startsWith('127.') || own === '::1' ? 'host' : own.startsWith('fe80') ? 'link' : 'global';
  return { line: i + 1, device, family, address: own, prefixLength: Number(length), scope, flags: [] };
}

const TYPES = new Set(['local', 'broadcast', 'blackhole', 'unreachable', 'prohibit', 'throw', 'multicast']);

export function route(text: string, i: number): RouteRecord {
  const words = text.split(/\s+/);
  const type = TYPES.has(words[0] ?? '') ? (words.shift() ?? '') : 'unicast';
  const [to = '', ...rest] = words;
  const field = (name: string, list = rest): string | undefined =>
    list.includes(name) ? list[list.indexOf(name) + 1] : undefined;
  const cut = rest.indexOf('nexthop');
  const groups =
    cut < 0
      ? [rest]
      : rest
          .slice(cut)
          .join(' ')
          .split('nexthop')
          .slice(1)
          .map((g) => g.trim().split(/\s+/));
  const six = text.includes(':');
  const via = field('via');
  return {
    line: i + 1,
    family: six ? 6 : 4,
    type,
    destination: to === 'default' ? (six ? '::/0' : '0.0.0.0/0') : to.includes('/') ? to : `${to}/${six ? 128 : 32}`,
    table: field('table') ?? 'main',
    ...(field('proto') ? { protocol: field('proto') } : {}),
    scope: field('scope') ?? (type === 'local' ? 'host' : via || cut >= 0 ? 'global' : 'link'),
    ...(field('src') ? { prefsrc: field('src') } : {}),
    metric: Number(field('metric') ?? 0),
    ...(field('mtu') ? { mtu: Number(field('mtu')) } : {}),
    nexthops: ['unicast', 'local', 'broadcast', 'multicast'].includes(type)
      ? groups.map((g) => ({
          ...(field('via', g) ? { via: field('via', g) } : {}),
          ...(field('dev', g) ? { device: field('dev', g) } : {}),
          weight: Number(field('weight', g) ?? 1),
          flags: ['dead', 'linkdown', 'onlink'].filter((f) => g.includes(f)),
        }))
      : [],
  };
}

function rule(text: string, i: number): RuleRecord {
  const words = text.split(/\s+/);
  const field = (name: string): string | undefined =>
    words.includes(name) ? words[words.indexOf(name) + 1] : undefined;
  const table = field('lookup');
  const action = (['unreachable', 'prohibit', 'blackhole'] as const).find((a) => words.includes(a));
  const from = field('from');
  const mark = field('fwmark')?.split('/');
  return {
    line: i + 1,
    family: text.includes('::') ? 6 : 4,
    priority: Number.parseInt(words[0] ?? '0', 10),
    not: words.includes('not'),
    ...(from && from !== 'all' ? { from } : {}),
    ...(field('to') ? { to: field('to') } : {}),
    ...(mark ? { fwmark: Number(mark[0]), ...(mark[1] ? { fwmask: Number(mark[1]) } : {}) } : {}),
    ...(field('iif') ? { iif: field('iif') } : {}),
    ...(field('oif') ? { oif: field('oif') } : {}),
    ...(field('suppress_prefixlength') ? { suppressPrefixlength: Number(field('suppress_prefixlength')) } : {}),
    ...(field('uidrange')
      ? { uidrange: { from: Number(field('uidrange')?.split('-')[0]), to: Number(field('uidrange')?.split('-')[1]) } }
      : {}),
    ...(field('ipproto') ? { ipproto: field('ipproto') } : {}),
    ...(field('dport') ? { dport: { from: Number(field('dport')), to: Number(field('dport')) } } : {}),
    action: action ?? (field('goto') ? 'goto' : 'lookup'),
    ...(table ? { table } : {}),
    ...(field('goto') ? { goto: Number(field('goto')) } : {}),
    unknown: [],
  };
}

function socket(text: string, i: number): SocketRecord {
  const [protocol = '', where = ''] = text.split(/\s+/);
  const cut = where.lastIndexOf(':');
  const own = where.slice(0, cut).replace(/^\[|\]$/g, '');
  return {
    line: i + 1,
    protocol,
    state: protocol === 'tcp' ? 'LISTEN' : 'UNCONN',
    family: own === '*' || own.includes(':') ? 6 : 4,
    v6only: false,
    address: own === '*' ? '::' : own,
    port: Number(where.slice(cut + 1)),
    recvQueue: 0,
    sendQueue: 128,
  };
}

/** Local, broadcast and connected routes that the kernel makes for an address. */
function routesOf(a: AddressRecord): readonly string[] {
  const host = `local ${a.address} dev ${a.device} table local proto kernel scope host`;
  if (a.address.startsWith('127.')) return [`local 127.0.0.0/8 dev lo table local proto kernel scope host`, host];
  if (a.prefixLength === (a.family === 4 ? 32 : 128)) return [host];
  return [host, `${a.address}/${a.prefixLength} dev ${a.device} proto kernel scope link`];
}

export function sketchDump(s: Sketch): NamespaceDump {
  const addresses = (s.addresses ?? []).map(address);
  const sysctls = new Map(
    Object.entries(s.sysctls ?? {}).map(([k, v], i) => [k, { value: String(v), line: i + 1 }] as const),
  );
  const start = ['0: from all lookup local', '32766: from all lookup main', '32767: from all lookup default'];
  return {
    ...OUTSIDE.dump,
    id: s.id ?? 'host',
    links: s.links.map(link),
    addresses,
    routes: [...addresses.flatMap(routesOf), ...(s.routes ?? [])].map(route),
    rules: s.rules ? [...start, ...s.rules].map(rule) : [],
    neighbours: (s.neighbours ?? []).map((text, i) => {
      const w = text.split(/\s+/);
      return {
        line: i + 1,
        family: text.startsWith('fd') || text.startsWith('fe80') ? 6 : 4,
        address: w[0] ?? '',
        device: w[w.indexOf('dev') + 1] ?? '',
        ...(w.includes('lladdr') ? { mac: w[w.indexOf('lladdr') + 1] } : {}),
        state: w.at(-1) ?? '',
        proxy: false,
        router: false,
        externLearn: false,
      };
    }),
    fdb: (s.fdb ?? []).map((text, i) => {
      const w = text.split(/\s+/);
      const master = w.includes('master') ? w[w.indexOf('master') + 1] : undefined;
      const dst = w.includes('dst') ? w[w.indexOf('dst') + 1] : undefined;
      return {
        line: i + 1,
        mac: w[0] ?? '',
        device: w[w.indexOf('dev') + 1] ?? '',
        ...(master ? { master } : {}),
        ...(dst ? { dst } : {}),
        flags: w.filter((x) => ['static', 'permanent', 'self'].includes(x)),
      };
    }),
    sockets: (s.sockets ?? []).map(socket),
    sysctls,
  };
}
