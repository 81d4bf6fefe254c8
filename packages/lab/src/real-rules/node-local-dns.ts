import { demoTopology } from '../demo-topology.ts';
import { DNS_SERVICE } from '../faults/asks.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';
import { ask, type RuleSet, restore, sh } from './rule-set.ts';

const LOCAL = '169.254.20.10';
/** The cache listens on its own address and, so that no pod has to be changed, on that of the DNS service. */
const ADDRESSES = [LOCAL, DNS_SERVICE];
const PROTOCOLS = ['udp', 'tcp'] as const;
const HEALTH = 8080;

const each = (make: (address: string, protocol: 'udp' | 'tcp') => string[]): string[] =>
  ADDRESSES.flatMap((a) => PROTOCOLS.flatMap((p) => make(a, p)));

/** What node-cache writes in front of all others (kubernetes/dns: cmd/node-cache/app/cache_app.go, initIptables()). */
const RULES = [
  '*raw',
  ...each((a, p) => [
    `-I PREROUTING -d ${a}/32 -p ${p} -m ${p} --dport 53 -j NOTRACK`,
    `-I OUTPUT -s ${a}/32 -p ${p} -m ${p} --sport 53 -j NOTRACK`,
    `-I OUTPUT -d ${a}/32 -p ${p} -m ${p} --dport 53 -j NOTRACK`,
  ]),
  ...ADDRESSES.flatMap((a) => [
    `-I OUTPUT -d ${a}/32 -p tcp -m tcp --dport ${HEALTH} -j NOTRACK`,
    `-I OUTPUT -s ${a}/32 -p tcp -m tcp --sport ${HEALTH} -j NOTRACK`,
  ]),
  'COMMIT',
  '*filter',
  ...each((a, p) => [
    `-I INPUT -d ${a}/32 -p ${p} -m ${p} --dport 53 -j ACCEPT`,
    `-I OUTPUT -s ${a}/32 -p ${p} -m ${p} --sport 53 -j ACCEPT`,
  ]),
  'COMMIT',
].join('\n');

/** A dummy device in real life. The lab's kernel has none: a bridge without ports is as idle. */
const device: Change = sh('nodelocaldns', 'node-1', [
  'ip link add nodelocaldns type bridge',
  'ip link set nodelocaldns up',
  ...ADDRESSES.map((a) => `ip addr add ${a}/32 dev nodelocaldns`),
]);
const NODE = [{ port: 10_250 }, { port: 6443 }];
const cache: Change = {
  construct: 'node-cache',
  target: 'node-1',
  listen: [
    ...NODE,
    ...ADDRESSES.flatMap((address) => PROTOCOLS.map((protocol) => ({ port: 53, protocol, address }))),
    { port: HEALTH, address: LOCAL },
  ],
};

const client = 'default/client';
const server = 'default/web-2';
type Variant = Pick<Topology, 'iptables' | 'proxyMode'>;

const set = (name: string, change: Variant, changes: readonly Change[], asks: RuleSet['asks']): RuleSet => ({
  name: `NodeLocal DNSCache${name}, kube-proxy ${change.proxyMode ?? 'iptables'}, iptables-${change.iptables}`,
  topology: demoTopology({ name: 'node-local-dns', ...change }),
  changes,
  asks,
});

const working = (change: Variant): RuleSet =>
  set(
    '',
    change,
    [device, restore('node-cache', 'node-1', `iptables-${change.iptables}`, RULES), cache],
    [
      ask('a pod asks the cache', client, LOCAL, ['udp', 53]),
      ask('over TCP', client, LOCAL, 53),
      ask('a pod that was never told asks the service: the cache answers', client, DNS_SERVICE, ['udp', 53]),
      ask('over TCP, too', client, DNS_SERVICE, 53),
      ask('the node asks the service', 'node/node-1', DNS_SERVICE, ['udp', 53]),
      ask('the health check of the kubelet', 'node/node-1', LOCAL, HEALTH),
      ask('a node without the cache asks the pods behind the service', server, DNS_SERVICE, ['udp', 53]),
    ],
  );

const gone = (change: Variant): RuleSet =>
  set(
    ' that ended and left its rules and device',
    change,
    [device, restore('node-cache', 'node-1', `iptables-${change.iptables}`, RULES)],
    [
      ask(
        'names are not found: nothing listens on the address of the service',
        client,
        DNS_SERVICE,
        ['udp', 53],
        'refused',
        {
          finding: ['nothing-listens', /UDP 53/],
        },
      ),
      ask('over TCP', client, DNS_SERVICE, 53, 'refused'),
      ask('on the node', 'node/node-1', DNS_SERVICE, ['udp', 53], 'refused'),
    ],
  );

const noDevice: RuleSet = set(
  ' that left only its rules',
  { iptables: 'nft' },
  [restore('node-cache', 'node-1', 'iptables-nft', RULES)],
  [
    ask(
      'what is not tracked is not translated: the address of the service goes out by the default route',
      client,
      DNS_SERVICE,
      ['udp', 53],
      'timeout',
    ),
    ask('services other than DNS', client, '10.96.0.11', 80),
  ],
);

export const nodeLocalDns: readonly RuleSet[] = [
  working({ iptables: 'nft' }),
  working({ iptables: 'legacy' }),
  working({ iptables: 'nft', proxyMode: 'nftables' }),
  gone({ iptables: 'nft' }),
  noDevice,
];
