import { demoTopology } from '../demo-topology.ts';
import { DNS_SERVICE, OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT, WEB_SERVICE } from '../faults/asks.ts';
import type { Listen, Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { ask, type RuleAsk, type RuleSet, restore } from './rule-set.ts';

/** User and group of istio-proxy. */
export const PROXY_UID = 1337;
/** Ports of pilot-agent and envoy that are not redirected: health, Prometheus, merged metrics. */
const OWN_PORTS = [15090, 15021, 15020];

const owners = ['uid', 'gid'].map((kind) => `-m owner --${kind}-owner ${PROXY_UID}`);
const others = ['uid', 'gid'].map((kind) => `-m owner ! --${kind}-owner ${PROXY_UID}`);

/** Packets of the proxy itself go their own way; those that come back to the pod's own address pass the inbound listener. */
const outbound = owners.flatMap((own, i) => [
  `ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m multiport ! --dports 53,15008 ${own} -j ISTIO_IN_REDIRECT`,
  `ISTIO_OUTPUT -o lo -p tcp -m tcp ! --dport 53 ${others[i]} -j RETURN`,
  `ISTIO_OUTPUT ${own} -j RETURN`,
]);

/** What istio-init or istio-cni writes into a pod's namespace (istio 1.2x: tools/istio-iptables/pkg/capture), with DNS capture. */
const RULES = [
  '*raw',
  ...owners.flatMap((own) => [
    `-A OUTPUT -p udp -m udp --dport 53 ${own} -j CT --zone 1`,
    `-A OUTPUT -p udp -m udp --sport 15053 ${own} -j CT --zone 2`,
  ]),
  `-A OUTPUT -d ${DNS_SERVICE}/32 -p udp -m udp --dport 53 -j CT --zone 2`,
  `-A PREROUTING -s ${DNS_SERVICE}/32 -p udp -m udp --sport 53 -j CT --zone 1`,
  'COMMIT',
  '*nat',
  ...['ISTIO_INBOUND', 'ISTIO_REDIRECT', 'ISTIO_IN_REDIRECT', 'ISTIO_OUTPUT'].map((c) => `:${c} - [0:0]`),
  '-A PREROUTING -p tcp -j ISTIO_INBOUND',
  '-A OUTPUT -j ISTIO_OUTPUT',
  ...owners.map((own) => `-A OUTPUT -p udp -m udp --dport 53 ${own} -j RETURN`),
  `-A OUTPUT -d ${DNS_SERVICE}/32 -p udp -m udp --dport 53 -j REDIRECT --to-ports 15053`,
  '-A ISTIO_INBOUND -p tcp -m tcp --dport 15008 -j RETURN',
  ...OWN_PORTS.map((port) => `-A ISTIO_INBOUND -p tcp -m tcp --dport ${port} -j RETURN`),
  '-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT',
  '-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006',
  '-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001',
  '-A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN',
  ...outbound.map((r) => `-A ${r}`),
  `-A ISTIO_OUTPUT -d ${DNS_SERVICE}/32 -p tcp -m tcp --dport 53 -j REDIRECT --to-ports 15053`,
  '-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN',
  '-A ISTIO_OUTPUT -j ISTIO_REDIRECT',
  'COMMIT',
].join('\n');

/** pilot-agent and envoy. */
const ENVOY: readonly Listen[] = [
  ...[15001, 15006, 15053, ...OWN_PORTS].map((port) => ({ port, uid: PROXY_UID })),
  { port: 15053, protocol: 'udp', address: '127.0.0.1', uid: PROXY_UID },
];
const APP: Listen = { port: WEB_PORT };

const client = 'default/client';
const server = 'default/web-1';
const PODS = [client, server];

const inject = (iptables: Topology['iptables'], listen: readonly Listen[]): readonly Change[] =>
  PODS.flatMap((pod) => [
    restore('istio', pod, `iptables-${iptables}`, RULES),
    { construct: 'envoy', target: pod, listen: pod === server ? [APP, ...listen] : listen },
  ]);

/** The same asked by the proxy. */
const asProxy = (a: RuleAsk): RuleAsk => ({
  ...a,
  question: { ...a.question, uid: PROXY_UID },
  flow: { ...a.flow, uid: PROXY_UID },
});

const working = (iptables: Topology['iptables']): RuleSet => ({
  name: `Istio's sidecar, iptables-${iptables}`,
  topology: demoTopology({ name: 'istio', iptables }),
  changes: inject(iptables, ENVOY),
  asks: [
    ask('the application reaches its own envoy', client, WEB_SERVICE, 80),
    ask('who asks is not known: envoy and all others go different ways', client, WEB_SERVICE, 80, 'connected', {
      anybody: true,
      undecidable: /user that the client process runs as/,
    }),
    ask('whatever it calls', client, OUTSIDE_HOST, 443),
    asProxy(ask('envoy reaches the service', client, WEB_SERVICE, 80)),
    asProxy(ask('envoy reaches another pod', client, WEB_2, WEB_PORT)),
    asProxy(ask('envoy reaches the outside', client, OUTSIDE_HOST, 443)),
    ask('the own address is called directly', server, WEB_1, WEB_PORT),
    asProxy(ask('envoy calls the own address: by way of the inbound listener', server, WEB_1, WEB_PORT)),
    ask('loopback is left alone', server, '127.0.0.1', WEB_PORT),
    ask('a name is asked of the agent', client, DNS_SERVICE, ['udp', 53]),
    ask('over TCP, too', client, DNS_SERVICE, 53),
    asProxy(ask('the agent asks the real server', client, DNS_SERVICE, ['udp', 53])),
    ask('pings are not redirected', client, WEB_2, 'ping'),
    ask('what comes in meets envoy first', 'default/web-2', WEB_1, WEB_PORT),
    ask('from the node as well, whatever the port', 'node/node-1', WEB_1, 9999),
    ask('the health port is not redirected', 'node/node-1', WEB_1, 15021),
    ask(
      'the port of tunnels between proxies is not redirected, and nobody listens',
      'default/web-2',
      WEB_1,
      15008,
      'refused',
    ),
  ],
});

const dead: RuleSet = {
  name: "Istio's rules without envoy",
  topology: demoTopology({ name: 'istio-dead' }),
  changes: inject('nft', []),
  asks: [
    ask('what goes out is refused at once', client, WEB_SERVICE, 80, 'refused', {
      finding: ['nothing-listens', /Istio/],
    }),
    ask('what comes in, too, although the program listens', 'default/web-2', WEB_1, WEB_PORT, 'refused', {
      finding: ['nothing-listens', /Istio/],
    }),
    ask(
      'names are not found: the error is in another conntrack zone, and lost',
      client,
      DNS_SERVICE,
      ['udp', 53],
      'timeout',
      {
        finding: ['nothing-listens', /Istio/],
      },
    ),
    asProxy(ask('only what runs as the proxy gets out', client, WEB_2, WEB_PORT)),
  ],
};

export const istioSidecar: readonly RuleSet[] = [working('nft'), working('legacy'), dead];
