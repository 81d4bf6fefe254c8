import { describe, expect, test } from 'vitest';
import type { Sketch } from '../testing/dump.ts';
import { passAll, sketchWorld } from '../testing/world.ts';
import { converseWith } from './converse-with.ts';
import type { ConversationQuestion } from './question.ts';

const pod = (n: number, ip: string, more: Partial<Sketch> = {}): Sketch => ({
  links: ['lo', `eth0 kind=veth mac=0a:00:00:00:0${n}:01 mtu=1450`],
  addresses: ['lo 127.0.0.1/8', `eth0 ${ip}/24`],
  routes: [`default via ${ip.replace(/\d+$/, '1')} dev eth0`],
  sockets: ['tcp *:80', 'udp *:53'],
  ...more,
});

const node = (n: number, more: Partial<Sketch> = {}): Sketch => {
  const other = n === 1 ? 2 : 1;
  return {
    links: [
      'lo',
      `eth0 mac=0b:00:00:00:00:0${n}`,
      `cni0 kind=bridge mac=0c:00:00:00:00:0${n} mtu=1450`,
      `vetha kind=veth master=cni0 mac=0d:00:00:00:0${n}:01 mtu=1450`,
      `vethb kind=veth master=cni0 mac=0d:00:00:00:0${n}:02 mtu=1450`,
      `flannel.1 kind=vxlan mac=0e:00:00:00:00:0${n} mtu=1450 id=1 local=192.168.0.${n} dev=eth0 dstport=8472`,
    ],
    addresses: ['lo 127.0.0.1/8', `eth0 192.168.0.${n}/24`, `cni0 10.244.${n}.1/24`, `flannel.1 10.244.${n}.0/32`],
    routes: ['default via 192.168.0.254 dev eth0', `10.244.${other}.0/24 via 10.244.${other}.0 dev flannel.1 onlink`],
    neighbours: [`10.244.${other}.0 dev flannel.1 lladdr 0e:00:00:00:00:0${other} PERMANENT`],
    fdb: [`0e:00:00:00:00:0${other} dev flannel.1 dst 192.168.0.${other} self permanent`],
    sysctls: { 'net/ipv4/ip_forward': 1 },
    ...more,
  };
};

const cluster = (change: Readonly<Record<string, Partial<Sketch>>> = {}) =>
  sketchWorld(
    {
      n1: node(1, change.n1),
      n2: node(2, change.n2),
      'n1/a': pod(1, '10.244.1.2', change['n1/a']),
      'n1/b': pod(3, '10.244.1.3', change['n1/b']),
      'n2/c': pod(2, '10.244.2.2', change['n2/c']),
    },
    [
      ['n1:vetha', 'n1/a:eth0'],
      ['n1:vethb', 'n1/b:eth0'],
      ['n2:vetha', 'n2/c:eth0'],
    ],
  );

const ask = (change: Readonly<Record<string, Partial<Sketch>>>, q: Partial<ConversationQuestion> = {}) =>
  converseWith(passAll, cluster(change), {
    from: 'n1//a',
    destination: '10.244.2.2',
    port: 80,
    protocol: 'tcp',
    ...q,
  });

const without = (n: 1 | 2, key: 'routes' | 'fdb' | 'neighbours', word: string) => ({
  [`n${n}`]: { [key]: (node(n)[key] ?? []).filter((t) => !t.includes(word)) },
});
const downed = (n: 1 | 2, device: string) => ({
  [`n${n}`]: { links: node(n).links.map((l) => (l.startsWith(device) ? `${l} down` : l)) },
});

const cases: readonly (readonly [
  why: string,
  change: Readonly<Record<string, Partial<Sketch>>>,
  question: Partial<ConversationQuestion>,
  expected: string,
])[] = [
  ['same node, over the bridge', {}, { destination: '10.244.1.3' }, 'connected n1 default/b from 10.244.1.2'],
  ['other node, over vxlan', {}, {}, 'connected n2 default/c from 10.244.1.2'],
  ['udp is echoed', {}, { protocol: 'udp', port: 53 }, 'connected n2 default/c from 10.244.1.2'],
  ['the kernel answers a ping', {}, { protocol: 'icmp', port: undefined }, 'connected n2 default/c from 10.244.1.2'],
  [
    'its own gateway answers a ping',
    {},
    { protocol: 'icmp', port: undefined, destination: '10.244.1.1' },
    'connected n1 host from 10.244.1.2',
  ],
  ['nobody listens: RST', {}, { port: 81 }, 'refused request n2 default/c socket/lookup NO_SOCKET'],
  [
    'nobody listens: ICMP 3/3',
    {},
    { protocol: 'udp', port: 81 },
    'refused request n2 default/c socket/lookup NO_SOCKET',
  ],
  [
    'no such pod: the far node asks in vain',
    {},
    { destination: '10.244.2.9' },
    'host-unreachable request n2 host neigh/resolve NEIGH_FAILED',
  ],
  [
    'no route on the node and no default',
    { n1: { routes: [] } },
    {},
    'network-unreachable request n1 host ip_rcv/route IP_INNOROUTES',
  ],
  ['forwarding off is silent', { n1: { sysctls: {} } }, {}, 'timeout request n1 host ip_rcv/route IP_INADDRERRORS'],
  [
    'no default route in the pod',
    { 'n1/a': { routes: [] } },
    {},
    'network-unreachable request n1 default/a local-out/route IP_OUTNOROUTES',
  ],
  [
    'a blackhole on the way out is EINVAL',
    { 'n1/a': { routes: ['blackhole 10.244.2.0/24'] } },
    {},
    'invalid-argument request n1 default/a local-out/route IP_OUTNOROUTES',
  ],
  ['tunnel entry missing: FDB', without(1, 'fdb', 'dst'), {}, 'timeout request n1 host vxlan/xmit NO_TX_TARGET'],
  [
    'tunnel entry missing: neighbour',
    without(1, 'neighbours', 'flannel'),
    {},
    'host-unreachable request n1 host neigh/resolve NEIGH_FAILED',
  ],
  [
    'tunnel entry missing on the way back',
    without(2, 'fdb', 'dst'),
    {},
    'timeout reply n2 host vxlan/xmit NO_TX_TARGET',
  ],
  [
    'a vxlan device that is down has no socket',
    downed(2, 'flannel.1'),
    {},
    'timeout request n2 host socket/lookup NO_SOCKET',
  ],
  [
    'strict rp_filter where the way back is another',
    { n2: { routes: [], sysctls: { 'net/ipv4/ip_forward': 1, 'net/ipv4/conf/all/rp_filter': 1 } } },
    {},
    'timeout request n2 host ip_rcv/rp_filter IP_RPFILTER',
  ],
  [
    'full-sized segments do not fit the far veth',
    { 'n2/c': { links: ['lo', 'eth0 kind=veth mac=0a:00:00:00:02:01 mtu=1300'] } },
    {},
    'connected n2 default/c from 10.244.1.2',
  ],
];

describe('flannel over vxlan', () => {
  test.each(cases)('%s', (_why, change, question, expected) => {
    const { verdict } = ask(change, question);
    const [server] = verdict.servers;
    const [drop] = verdict.drops;
    const said =
      verdict.outcome === 'unknown'
        ? `unknown ${verdict.gaps.map((g) => g.message).join('; ')}`
        : server
          ? `connected ${server.node} ${server.netns} from ${server.source}`
          : `${drop?.symptom} ${drop?.direction} ${drop?.node} ${drop?.netns} ${drop?.stage} ${drop?.reason}`;
    expect(said).toBe(expected);
  });
});
