import { demoTopology } from '../demo-topology.ts';
import { OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT } from '../faults/asks.ts';
import type { Listen, Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { PROXY_UID } from './istio-sidecar.ts';
import { ask, type RuleSet, restore, sh } from './rule-set.ts';

const owners = ['uid', 'gid'].map((kind) => `-m owner --${kind}-owner ${PROXY_UID}`);
const others = ['uid', 'gid'].map((kind) => `-m owner ! --${kind}-owner ${PROXY_UID}`);

/** `interceptionMode: TPROXY`: what comes in keeps its addresses (istio: tools/istio-iptables/pkg/capture). */
const RULES = [
  '*mangle',
  ...['ISTIO_DIVERT', 'ISTIO_INBOUND', 'ISTIO_TPROXY'].map((c) => `:${c} - [0:0]`),
  '-A PREROUTING -p tcp -j ISTIO_INBOUND',
  '-A PREROUTING -p tcp -m mark --mark 0x539 -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff',
  '-A OUTPUT -o lo -p tcp -m mark --mark 0x539 -j RETURN',
  ...owners.map((own) => `-A OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp ${own} -j MARK --set-xmark 0x53a/0xffffffff`),
  '-A OUTPUT -p tcp -m connmark --mark 0x539 -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff',
  '-A ISTIO_DIVERT -j MARK --set-xmark 0x539/0xffffffff',
  '-A ISTIO_DIVERT -j ACCEPT',
  '-A ISTIO_INBOUND -p tcp -m mark --mark 0x539 -j RETURN',
  '-A ISTIO_INBOUND -s 127.0.0.6/32 -i lo -p tcp -j RETURN',
  '-A ISTIO_INBOUND -i lo -p tcp -m mark ! --mark 0x53a -j RETURN',
  '-A ISTIO_INBOUND -p tcp -m tcp --dport 15021 -j RETURN',
  '-A ISTIO_INBOUND -p tcp -m conntrack --ctstate RELATED,ESTABLISHED -j ISTIO_DIVERT',
  '-A ISTIO_INBOUND -p tcp -j ISTIO_TPROXY',
  '-A ISTIO_TPROXY ! -d 127.0.0.1/32 -p tcp -j TPROXY --on-port 15006 --on-ip 0.0.0.0 --tproxy-mark 0x539/0xffffffff',
  'COMMIT',
  '*nat',
  ...['ISTIO_REDIRECT', 'ISTIO_IN_REDIRECT', 'ISTIO_OUTPUT'].map((c) => `:${c} - [0:0]`),
  '-A OUTPUT -p tcp -j ISTIO_OUTPUT',
  '-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006',
  '-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001',
  '-A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN',
  ...owners.flatMap((own, i) => [
    `-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m multiport ! --dports 53,15008 ${own} -j ISTIO_IN_REDIRECT`,
    `-A ISTIO_OUTPUT -o lo ${others[i]} -j RETURN`,
    `-A ISTIO_OUTPUT ${own} -j RETURN`,
  ]),
  '-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN',
  '-A ISTIO_OUTPUT -j ISTIO_REDIRECT',
  'COMMIT',
].join('\n');

const ENVOY: readonly Listen[] = [
  { port: 15_001, uid: PROXY_UID },
  { port: 15_006, uid: PROXY_UID, transparent: true },
  { port: 15_021, uid: PROXY_UID },
];
const server = 'default/web-1';
const LOCAL = ['ip rule add fwmark 1337 lookup 133', 'ip route add local 0.0.0.0/0 dev lo table 133'];

/** Before 1.2x the socket itself was asked for, not conntrack. */
const OLD_RULES = RULES.replace(
  '-A ISTIO_INBOUND -p tcp -m conntrack --ctstate RELATED,ESTABLISHED -j ISTIO_DIVERT',
  '-A ISTIO_INBOUND -p tcp -m socket -j ISTIO_DIVERT',
);

const set = (
  name: string,
  iptables: Topology['iptables'],
  listen: readonly Listen[],
  asks: RuleSet['asks'],
  rules = RULES,
): RuleSet => ({
  name: `Istio's sidecar with TPROXY${name}, iptables-${iptables}`,
  topology: demoTopology({ name: 'istio-tproxy', iptables }),
  changes: [
    restore('istio', server, `iptables-${iptables}`, rules),
    sh('istio', server, LOCAL),
    { construct: 'envoy', target: server, listen: [{ port: WEB_PORT }, ...listen] } satisfies Change,
  ],
  asks,
});

const ASKS: RuleSet['asks'] = [
  ask('what comes in is taken by envoy, at the address that was called', 'default/web-2', WEB_1, WEB_PORT),
  ask('whatever the port', 'default/web-2', WEB_1, 9999),
  ask('the health port is not', 'node/node-1', WEB_1, 15_021),
  ask('what goes out is redirected', server, WEB_2, WEB_PORT),
  ask('to the outside, too', server, OUTSIDE_HOST, 443),
  ask('loopback', server, '127.0.0.1', WEB_PORT),
  ask('the own address', server, WEB_1, WEB_PORT),
  ask('a ping', 'default/web-2', WEB_1, 'ping'),
];

export const istioTproxy: readonly RuleSet[] = [
  set('', 'nft', ENVOY, ASKS),
  set('', 'legacy', ENVOY, ASKS),
  set(' of older versions', 'nft', ENVOY, ASKS, OLD_RULES),
  set(
    ' and no envoy',
    'nft',
    [],
    [ask('without a socket nobody takes it', 'default/web-2', WEB_1, WEB_PORT, 'timeout')],
  ),
];
