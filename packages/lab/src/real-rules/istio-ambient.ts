import { demoTopology } from '../demo-topology.ts';
import { DNS_SERVICE, OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT, WEB_SERVICE } from '../faults/asks.ts';
import type { Listen, Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { ask, type RuleSet, restore, sh } from './rule-set.ts';

/** Mark of packets that ztunnel sends, and of connections that it made or took. */
const ZTUNNEL = '0x539/0xfff';
const TAKEN = '0x111/0xfff';
/** What the kubelet's probes come from, so that they are told from all others. */
const PROBES = '169.254.7.127';

const CHAINS = ['ISTIO_PRERT', 'ISTIO_OUTPUT'].map((c) => `:${c} - [0:0]`);
const JUMPS = ['-A PREROUTING -j ISTIO_PRERT', '-A OUTPUT -j ISTIO_OUTPUT'];

/** In the pod (istio 1.24 and later: cni/pkg/iptables, without TPROXY). */
const IN_POD = [
  '*mangle',
  ...CHAINS,
  ...JUMPS,
  `-A ISTIO_PRERT -m mark --mark ${ZTUNNEL} -j CONNMARK --set-xmark ${TAKEN}`,
  `-A ISTIO_OUTPUT -m connmark --mark ${TAKEN} -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff`,
  'COMMIT',
  '*nat',
  ...CHAINS,
  ...JUMPS,
  `-A ISTIO_PRERT -s ${PROBES}/32 -p tcp -m tcp -j ACCEPT`,
  `-A ISTIO_PRERT ! -d 127.0.0.1/32 -p tcp -m tcp ! --dport 15008 -m mark ! --mark ${ZTUNNEL} -j REDIRECT --to-ports 15006`,
  `-A ISTIO_OUTPUT -d ${PROBES}/32 -p tcp -m tcp -j ACCEPT`,
  `-A ISTIO_OUTPUT ! -o lo -p udp -m mark ! --mark ${ZTUNNEL} -m udp --dport 53 -j REDIRECT --to-ports 15053`,
  `-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -p tcp -m tcp --dport 53 -m mark ! --mark ${ZTUNNEL} -j REDIRECT --to-ports 15053`,
  `-A ISTIO_OUTPUT -p tcp -m mark --mark ${TAKEN} -j ACCEPT`,
  '-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -j ACCEPT',
  `-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -p tcp -m mark ! --mark ${ZTUNNEL} -j REDIRECT --to-ports 15001`,
  'COMMIT',
].join('\n');

/** On the node: what a process of the node sends to a pod of the mesh. */
const ON_NODE = [
  '*nat',
  ':ISTIO_POSTRT - [0:0]',
  '-A POSTROUTING -j ISTIO_POSTRT',
  `-A ISTIO_POSTRT -p tcp -m owner --socket-exists -m set --match-set istio-inpod-probes-v4 dst -j SNAT --to-source ${PROBES}`,
  'COMMIT',
].join('\n');

const client = 'default/client';
const server = 'default/web-1';

/** ztunnel opens its sockets inside the pod's namespace. */
const ZTUNNEL_SOCKETS: readonly Listen[] = [
  ...[15001, 15006, 15008, 15053].map((port) => ({ port })),
  { port: 15053, protocol: 'udp', address: '127.0.0.1' },
];

const mesh = (iptables: Topology['iptables'], sockets: readonly Listen[]): readonly Change[] => [
  ...[client, server].flatMap((pod): Change[] => [
    restore('istio', pod, `iptables-${iptables}`, IN_POD),
    sh('istio', pod, [
      'ip rule add fwmark 0x111/0xfff pref 32764 lookup 100',
      'ip route add local 0.0.0.0/0 dev lo table 100',
    ]),
    { construct: 'ztunnel', target: pod, listen: pod === server ? [{ port: WEB_PORT }, ...sockets] : sockets },
  ]),
  sh('ipset', 'node-1', [
    'ipset create istio-inpod-probes-v4 hash:ip timeout 0 comment',
    'ipset add istio-inpod-probes-v4 10.244.1.2 timeout 0 comment c',
    `ipset add istio-inpod-probes-v4 ${WEB_1} timeout 0 comment w`,
  ]),
  restore('istio', 'node-1', `iptables-${iptables}`, ON_NODE),
];

const working = (iptables: Topology['iptables']): RuleSet => ({
  name: `Istio ambient, iptables-${iptables}`,
  topology: demoTopology({ name: 'ambient', iptables }),
  changes: mesh(iptables, ZTUNNEL_SOCKETS),
  asks: [
    ask('the pod reaches ztunnel in its own namespace', client, WEB_SERVICE, 80),
    ask('whatever it calls', client, OUTSIDE_HOST, 443),
    ask('names as well', client, DNS_SERVICE, ['udp', 53]),
    ask('names over TCP', client, DNS_SERVICE, 53),
    ask('what comes in is taken by ztunnel', 'default/web-2', WEB_1, WEB_PORT),
    ask('the tunnel of the mesh', 'default/web-2', WEB_1, 15_008),
    ask('the own address', server, WEB_1, WEB_PORT),
    ask('loopback', server, '127.0.0.1', WEB_PORT),
    ask('a probe of the kubelet reaches the program itself', 'node/node-1', WEB_1, WEB_PORT),
    ask('pings pass', client, WEB_2, 'ping'),
    ask('a pod outside the mesh', 'default/web-2', OUTSIDE_HOST, 443),
  ],
});

const gone: RuleSet = {
  name: 'Istio ambient without ztunnel',
  topology: demoTopology({ name: 'ambient-gone' }),
  changes: mesh('nft', []),
  asks: [
    ask('what goes out is refused', client, WEB_2, WEB_PORT, 'refused', { finding: ['nothing-listens', /Istio/] }),
    ask('what comes in is refused', 'default/web-2', WEB_1, WEB_PORT, 'refused', {
      finding: ['nothing-listens', /Istio/],
    }),
    ask('the probe says that all is well', 'node/node-1', WEB_1, WEB_PORT),
  ],
};

export const istioAmbient: readonly RuleSet[] = [working('nft'), working('legacy'), gone];
