import type { IpvsService, Packet } from '@skoop/model';
import { expect, test } from 'vitest';
import { emptyFlow, type Flow } from '../flow.ts';
import type { Namespace } from '../namespace.ts';
import type { HookInput, HookResult, InetHook } from '../netfilter/hook.ts';
import { runHook } from '../netfilter/run-hook.ts';
import { testInput, testPacket } from '../netfilter/testing/test-namespace.ts';
import { ipvsNamespace, service } from './testing/namespace.ts';

const TRACKING = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m conntrack --ctstate INVALID -j DROP\nCOMMIT\n';
const SYN = { source: '10.0.0.9', destination: '10.96.0.10', destinationPort: 80 } as const;
const one = (s: Partial<IpvsService> = {}, servers = ['10.0.0.2:8080 1']) => [service('rr', servers, s)];

function only(ns: Namespace, hook: InetHook, packet: Packet, flow: Flow = emptyFlow, more: Partial<HookInput> = {}) {
  const results = runHook(testInput(ns, hook, packet, { flow, ...more }));
  if (results.length !== 1 || !results[0]) throw new Error(`${results.length} futures`);
  return results[0].value;
}
/** PREROUTING and INPUT of a first packet. */
function enters(ns: Namespace, p: Partial<Packet> = {}): HookResult {
  const packet = testPacket({ ...SYN, ...p });
  const before = only(ns, 'PREROUTING', packet);
  return only(ns, 'INPUT', before.packet, before.flow);
}
const whereTo = (r: HookResult): string => {
  if (r.kind === 'transmit') return `${r.method} ${r.changed.destination}:${r.changed.destinationPort} by ${r.server}`;
  if (r.kind === 'drop') return `${r.stage} ${r.reason} ${r.rejectWith}`;
  return `${r.kind} ${r.packet.destination}:${r.packet.destinationPort}`;
};

test.each([
  ['masquerading rewrites', one(), {}, 'masq 10.0.0.2:8080 by 10.0.0.2'],
  ['direct routing leaves the address', one({}, ['10.0.0.2:80 1 route']), {}, 'route 10.96.0.10:80 by 10.0.0.2'],
  ['so does a tunnel', one({}, ['10.0.0.2:80 1 tunnel']), {}, 'tunnel 10.96.0.10:80 by 10.0.0.2'],
  ['a server on this machine: the packet goes on', one({}, ['10.0.0.1:8080 1']), {}, 'accept 10.0.0.1:8080'],
  ['no server: port unreachable', one({}, []), {}, 'ipvs/INPUT NETFILTER_DROP icmp-port-unreachable'],
  ['another port is none of its business', one(), { destinationPort: 81 }, 'accept 10.96.0.10:81'],
  ['nor is the middle of a connection', one(), { tcpFlags: ['ACK'] }, 'accept 10.96.0.10:80'],
  [
    'a mark names a service',
    one({ protocol: undefined, address: undefined, port: undefined, fwmark: 7 }),
    { mark: 7, destinationPort: 99 },
    'masq 10.0.0.2:8080 by 10.0.0.2',
  ],
  [
    'and keeps the port where it is persistent',
    one({ protocol: undefined, address: undefined, port: undefined, fwmark: 7, persistent: 9 }),
    { mark: 7, destinationPort: 99 },
    'masq 10.0.0.2:99 by 10.0.0.2',
  ],
  [
    'all ports of an address, persistent only',
    one({ port: 0, persistent: 9 }, ['10.0.0.2:0 1']),
    { destinationPort: 99 },
    'masq 10.0.0.2:99 by 10.0.0.2',
  ],
  [
    'all ports without persistence: refused',
    one({ port: 0 }, ['10.0.0.2:0 1']),
    { destinationPort: 99 },
    'ipvs/INPUT NETFILTER_DROP icmp-port-unreachable',
  ],
] as const)('%s', (_why, ipvs, packet, expected) => {
  expect(whereTo(enters(ipvsNamespace(ipvs, { legacy: TRACKING }), packet as Partial<Packet>))).toBe(expected);
});

const ANSWER = {
  source: '10.0.0.2',
  sourcePort: 8080,
  destination: '10.0.0.9',
  destinationPort: { from: 32768, to: 60999 },
  tcpFlags: ['SYN', 'ACK'],
} as const;

test.each([
  ['conntrack on: the answer is part of the connection', '1', 'accept 10.96.0.10:80'],
  ['conntrack off: it belongs to nothing, and a rule may say so', '0', 'filter/FORWARD NETFILTER_DROP'],
])('%s', (_why, conntrack, expected) => {
  const ns = ipvsNamespace(one(), { legacy: TRACKING, sysctls: { 'net/ipv4/vs/conntrack': conntrack } });
  const sent = enters(ns);
  const left = only(
    ns,
    'POSTROUTING',
    testPacket({ ...SYN, destination: '10.0.0.2', destinationPort: 8080 }),
    sent.flow,
  );
  const back = only(ns, 'PREROUTING', testPacket(ANSWER), left.flow);
  const forwarded = only(ns, 'FORWARD', back.packet, back.flow);
  expect(
    forwarded.kind === 'accept'
      ? `accept ${forwarded.packet.source}:${forwarded.packet.sourcePort}`
      : forwarded.kind === 'drop' && `${forwarded.stage} ${forwarded.reason}`,
  ).toBe(expected);
  if (forwarded.kind === 'accept') expect(forwarded.reroute).toBe(true);
});

test('a packet of one-packet scheduling leaves no connection behind, so its answer keeps its source', () => {
  const ns = ipvsNamespace(one({ protocol: 'udp', flags: ['ops'] }), { legacy: TRACKING });
  const sent = enters(ns, { protocol: 'udp', tcpFlags: undefined });
  expect(whereTo(sent)).toBe('masq 10.0.0.2:8080 by 10.0.0.2');
  const answer = testPacket({ ...ANSWER, protocol: 'udp', tcpFlags: undefined });
  expect(only(ns, 'FORWARD', answer, sent.flow).packet.source).toBe('10.0.0.2');
});

test('whether conntrack stays is asked where the setting was not collected', () => {
  const ns = ipvsNamespace(one());
  const unknown = { ...ns, dump: { ...ns.dump, sysctls: new Map() } };
  const results = runHook(testInput(unknown, 'INPUT', testPacket(SYN)));
  expect(results.map((r) => r.choices.map((c) => c.kind))).toEqual([['maybe'], ['maybe']]);
});

const FILTERED = `*filter
:OUTPUT ACCEPT [0:0]
-A OUTPUT -m ipvs --vaddr 10.96.0.10 --vproto tcp --vport 80 -j DROP
COMMIT
`;
test.each([
  ['-m ipvs: the packet that IPVS sends on, by what it was asked for', FILTERED, 'filter/OUTPUT NETFILTER_DROP'],
  ['another port', FILTERED.replace('--vport 80', '--vport 81'), 'accept'],
  ['! --vport', FILTERED.replace('--vport 80', '! --vport 81'), 'filter/OUTPUT NETFILTER_DROP'],
  ['the way', FILTERED.replace('--vport 80', '--vmethod GATE'), 'accept'],
  [
    '--ipvs alone',
    FILTERED.replace('--vaddr 10.96.0.10 --vproto tcp --vport 80', '--ipvs'),
    'filter/OUTPUT NETFILTER_DROP',
  ],
  [
    '! --ipvs',
    FILTERED.replace('--vaddr 10.96.0.10 --vproto tcp --vport 80', '! --ipvs').replace('-m ipvs !', '-m ipvs !'),
    'accept',
  ],
])('%s', (_why, legacy, expected) => {
  const ns = ipvsNamespace(one(), { legacy });
  const sent = enters(ns);
  if (sent.kind !== 'transmit') throw new Error(sent.kind);
  const out = only(ns, 'OUTPUT', sent.changed, sent.flow, { continued: true });
  expect(out.kind === 'drop' ? `${out.stage} ${out.reason}` : out.kind).toBe(expected);
});

test.each([
  ['services that were not read may take the packet', 1, 'eth0 10.0.0.1/24', ['accept', 'unknown']],
  ['read, and there are none', 0, 'eth0 10.0.0.1/24', ['accept']],
])('%s', (_why, status, address, expected) => {
  const ns = ipvsNamespace([], { addresses: [address, 'kube-ipvs0 10.96.0.10/32'] });
  const section = { name: 'ipvs', command: 'cat /proc/net/ip_vs', status, text: '', truncated: false };
  const links = ns.dump.links.map((l) => (l.name === 'kube-ipvs0' ? { ...l, kind: 'dummy' } : l));
  const sections = [
    section,
    ...['iptables-legacy-save', 'iptables-nft-save', 'nft-json'].map((name) => ({ ...section, name, status: 0 })),
  ];
  const unread = { ...ns, dump: { ...ns.dump, links, sections } };
  expect(runHook(testInput(unread, 'INPUT', testPacket(SYN))).map((r) => r.value.kind)).toEqual(expected);
  const other = testPacket({ ...SYN, destination: '10.0.0.1' });
  expect(runHook(testInput(unread, 'INPUT', other)).map((r) => r.value.kind)).toEqual(['accept']);
});
