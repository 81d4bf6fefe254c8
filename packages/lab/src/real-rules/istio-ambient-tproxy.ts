import type { Family } from '@skoop/model';
import { demoTopology } from '../demo-topology.ts';
import { OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT, WEB_SERVICE } from '../faults/asks.ts';
import type { Listen, Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { ask, type RuleSet, restore, sh } from './rule-set.ts';

/** Mark of packets that ztunnel sends, and of connections that it made or took. */
const ZTUNNEL = '0x539/0xfff';
const TAKEN = '0x111/0xfff';
const PROBES = { 4: '169.254.7.127', 6: 'e9ac:1e77:90ca:399f:4d6d:ece2:2f9b:3164' } as const;
const LOOPBACK = { 4: '127.0.0.1/32', 6: '::1/128' } as const;

/** In the pod, as istio 1.21 to 1.24 do with AMBIENT_TPROXY_REDIRECTION (cni/pkg/iptables): what comes in keeps its addresses. */
const inPod = (family: Family): string =>
  [
    '*mangle',
    ...['ISTIO_PRERT', 'ISTIO_OUTPUT'].map((c) => `:${c} - [0:0]`),
    '-A PREROUTING -j ISTIO_PRERT',
    '-A OUTPUT -j ISTIO_OUTPUT',
    `-A ISTIO_PRERT -m mark --mark ${ZTUNNEL} -j CONNMARK --set-xmark ${TAKEN}`,
    `-A ISTIO_PRERT -s ${PROBES[family]} -p tcp -m tcp -j ACCEPT`,
    `-A ISTIO_PRERT ! -d ${LOOPBACK[family]} -i lo -p tcp -j ACCEPT`,
    `-A ISTIO_PRERT -p tcp -m tcp --dport 15008 -m mark ! --mark ${ZTUNNEL} -j TPROXY --on-port 15008 --tproxy-mark ${TAKEN}`,
    '-A ISTIO_PRERT -p tcp -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    `-A ISTIO_PRERT ! -d ${LOOPBACK[family]} -p tcp -m mark ! --mark ${ZTUNNEL} -j TPROXY --on-port 15006 --tproxy-mark ${TAKEN}`,
    `-A ISTIO_OUTPUT -m connmark --mark ${TAKEN} -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff`,
    'COMMIT',
    '*nat',
    ':ISTIO_OUTPUT - [0:0]',
    '-A OUTPUT -j ISTIO_OUTPUT',
    `-A ISTIO_OUTPUT -d ${PROBES[family]} -p tcp -m tcp -j ACCEPT`,
    `-A ISTIO_OUTPUT ! -o lo -p udp -m mark ! --mark ${ZTUNNEL} -m udp --dport 53 -j REDIRECT --to-ports 15053`,
    `-A ISTIO_OUTPUT ! -d ${LOOPBACK[family]} -p tcp -m tcp --dport 53 -m mark ! --mark ${ZTUNNEL} -j REDIRECT --to-ports 15053`,
    `-A ISTIO_OUTPUT -p tcp -m mark --mark ${TAKEN} -j ACCEPT`,
    `-A ISTIO_OUTPUT ! -d ${LOOPBACK[family]} -o lo -j ACCEPT`,
    `-A ISTIO_OUTPUT ! -d ${LOOPBACK[family]} -p tcp -m mark ! --mark ${ZTUNNEL} -j REDIRECT --to-ports 15001`,
    'COMMIT',
    '*raw',
    ...['ISTIO_PRERT', 'ISTIO_OUTPUT'].map((c) => `:${c} - [0:0]`),
    '-A PREROUTING -j ISTIO_PRERT',
    '-A OUTPUT -j ISTIO_OUTPUT',
    `-A ISTIO_OUTPUT -p udp -m mark --mark ${ZTUNNEL} -m udp --dport 53 -j CT --zone 1`,
    `-A ISTIO_PRERT -p udp -m mark ! --mark ${ZTUNNEL} -m udp --sport 53 -j CT --zone 1`,
    'COMMIT',
  ].join('\n');

const ROUTES = [
  'ip rule add fwmark 0x111/0xfff pref 32764 lookup 100',
  'ip route add local 0.0.0.0/0 dev lo table 100',
  'ip -6 rule add fwmark 0x111/0xfff pref 32764 lookup 100',
  'ip -6 route add local ::/0 dev lo table 100',
];
/** ztunnel opens its sockets inside the pod's namespace. */
const ZTUNNEL_SOCKETS: readonly Listen[] = [
  { port: 15_001 },
  ...[15_006, 15_008].map((port) => ({ port, transparent: true })),
  { port: 15_053 },
  { port: 15_053, protocol: 'udp' },
];

const server = 'default/web-1';
const V6_WEB_1 = 'fd00:10:244:1::3';
const V6_WEB_2 = 'fd00:10:244:2::2';

const mesh = (iptables: Topology['iptables'], sockets: readonly Listen[]): readonly Change[] => [
  restore('istio', server, `iptables-${iptables}`, inPod(4)),
  restore('istio', server, `ip6tables-${iptables}`, inPod(6)),
  sh('istio', server, ROUTES),
  { construct: 'ztunnel', target: server, listen: [{ port: WEB_PORT }, ...sockets] },
];

const set = (name: string, iptables: Topology['iptables'], sockets: readonly Listen[], asks: RuleSet['asks']) => ({
  name: `Istio ambient with TPROXY${name}, iptables-${iptables}`,
  topology: demoTopology({ name: 'ambient-tproxy', iptables, families: [4, 6] }),
  changes: mesh(iptables, sockets),
  asks,
});

const ASKS: RuleSet['asks'] = [
  ask('what comes in is taken by ztunnel, at the address that was called', 'default/web-2', WEB_1, WEB_PORT),
  ask('whatever the port', 'default/web-2', WEB_1, 9999),
  ask('the tunnel of the mesh', 'default/web-2', WEB_1, 15_008),
  ask('what goes out is redirected', server, WEB_2, WEB_PORT),
  ask('to a service', server, WEB_SERVICE, 80),
  ask('to the outside', server, OUTSIDE_HOST, 443),
  ask('the own address', server, WEB_1, WEB_PORT),
  ask('loopback', server, '127.0.0.1', WEB_PORT),
  ask('pings pass', 'default/web-2', WEB_1, 'ping'),
  ask('IPv6: what comes in', 'default/web-2', V6_WEB_1, WEB_PORT),
  ask('IPv6: what goes out', server, V6_WEB_2, WEB_PORT),
  ask('IPv6: a ping', 'default/web-2', V6_WEB_1, 'ping'),
];

export const istioAmbientTproxy: readonly RuleSet[] = [
  set('', 'nft', ZTUNNEL_SOCKETS, ASKS),
  set('', 'legacy', ZTUNNEL_SOCKETS, ASKS),
];
