import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoTopology } from './demo-topology.ts';
import {
  clientToOutside,
  clientToService,
  clientToWeb2,
  everyKind,
  NODE_1,
  overIpv6,
  pingWeb2,
  podToPod,
  WEB_1,
} from './faults/asks.ts';
import type { Ask } from './faults/fault.ts';
import type { Topology } from './topology.ts';
import { Tracer } from './tracer.ts';
import type { Change } from './truth/change.ts';
import { runCase } from './truth/run-case.ts';

let tracer: Tracer;
beforeAll(async () => {
  tracer = await Tracer.start();
});
afterAll(() => tracer.stop());

const EVERYTHING: readonly Ask[] = [
  ...everyKind,
  {
    question: { ...clientToService.question, source: 'default/web-1' },
    flow: { ...clientToService.flow, from: 'default/web-1' },
  },
  {
    question: { ...clientToService.question, source: 'node/node-1' },
    flow: { ...clientToService.flow, from: 'node-1' },
  },
  { question: { ...pingWeb2.question, source: 'node/node-1' }, flow: { ...pingWeb2.flow, from: 'node-1' } },
  podToPod('default/client', NODE_1, NODE_1, 10_250),
];

const KINDS: readonly (readonly [string, Partial<Topology>])[] = [
  ['without encapsulation, nft, IPv4', { backend: 'host-gw', iptables: 'nft', families: [4] }],
  ['VXLAN, nft, dual-stack', { backend: 'vxlan', iptables: 'nft', families: [4, 6] }],
  ['VXLAN, legacy, IPv4', { backend: 'vxlan', iptables: 'legacy', families: [4] }],
  [
    'without encapsulation, kube-proxy in nftables mode, dual-stack',
    { backend: 'host-gw', iptables: 'nft', families: [4, 6], proxyMode: 'nftables' },
  ],
];

/** Runs a case and returns what kernel and Skoop do not agree in, and what the kernel did. */
async function ask(topology: Topology, changes: readonly Change[], asks: readonly Ask[]) {
  const result = await runCase(
    { seed: 0, topology, kinds: [], changes, asks: asks.map((a) => ({ ...a, kind: 'service' })), sticky: false },
    tracer,
  );
  expect(result.changes).toHaveLength(changes.length);
  return {
    symptoms: result.answers.map((a) => a.fates.map((f) => f.symptom)),
    differ: result.answers.flatMap((a) => a.differ.map((d) => ({ ...d, question: a.ask.question }))),
  };
}

describe('a healthy Calico cluster', () => {
  test.each(KINDS)('%s: everything is reached, and Skoop says so', async (_why, change) => {
    const asks = change.families?.includes(6) ? [...EVERYTHING, ...overIpv6] : EVERYTHING;
    const { symptoms, differ } = await ask(demoTopology({ name: 'calico', cni: 'calico', ...change }), [], asks);
    expect(differ).toEqual([]);
    expect(new Set(symptoms.flat())).toEqual(new Set(['connected']));
  });
});

const onNode1 = (construct: string, sh: string): Change => ({ construct, target: 'node-1', sh });
const sysctl = (construct: string, line: string): Change => ({ construct, target: 'node-1', sysctl: line });
const VETH = '$(ip -o route get 10.244.1.2 | sed "s/.* dev \\([^ ]*\\).*/\\1/")';
const DEFAULT = 'ip route del default';
const SAME_NODE = podToPod('default/client', 'default/web-1', WEB_1);

/** What is broken on node-1, and what the client pod there sees when it calls a pod of node-2, one of its own node, the outside. */
const FAULTS: readonly (readonly [why: string, changes: readonly Change[], seen: readonly string[]])[] = [
  [
    'without a default route the node has no way to 169.254.1.1, and does not answer for it',
    [onNode1('default route', DEFAULT)],
    ['host-unreachable', 'host-unreachable', 'host-unreachable'],
  ],
  [
    'a node that does not forward answers for nobody',
    [sysctl('ip_forward', 'net/ipv4/ip_forward 0')],
    ['host-unreachable', 'host-unreachable', 'host-unreachable'],
  ],
  [
    'proxy_arp of the interface is off',
    [onNode1('proxy_arp', `echo 0 > /proc/sys/net/ipv4/conf/${VETH}/proxy_arp`)],
    ['host-unreachable', 'host-unreachable', 'host-unreachable'],
  ],
  [
    'proxy_arp of all interfaces does as well',
    [
      onNode1('proxy_arp', `echo 0 > /proc/sys/net/ipv4/conf/${VETH}/proxy_arp`),
      sysctl('proxy_arp', 'net/ipv4/conf/all/proxy_arp 1'),
    ],
    ['connected', 'connected', 'connected'],
  ],
  [
    'a rule for the source of the pod decides, too: the question is routed as from that address',
    [onNode1('rule', 'ip rule add from 10.244.1.2 prio 100 blackhole')],
    ['host-unreachable', 'host-unreachable', 'host-unreachable'],
  ],
  [
    'a rule for another pod stops the answers of that one',
    [onNode1('rule', 'ip rule add from 10.244.1.3 to 169.254.1.1 prio 100 blackhole')],
    ['connected', 'timeout', 'connected'],
  ],
  [
    'the way to 169.254.1.1 leads back to the pod: no proxy answers on the side that it would send to',
    [onNode1('default route', `ip route replace 169.254.1.1 dev ${VETH}`)],
    ['host-unreachable', 'host-unreachable', 'host-unreachable'],
  ],
  [
    'strict reverse path filtering lets the question through where the pod has its route',
    [onNode1('rp_filter', `echo 1 > /proc/sys/net/ipv4/conf/${VETH}/rp_filter`)],
    ['connected', 'connected', 'connected'],
  ],
  [
    'the route to the pod is gone: the block is a blackhole, and strict reverse path filtering also drops the question',
    [
      onNode1('rp_filter', `echo 1 > /proc/sys/net/ipv4/conf/${VETH}/rp_filter`),
      onNode1('pod route', 'ip route del 10.244.1.2'),
    ],
    ['host-unreachable', 'host-unreachable', 'host-unreachable'],
  ],
  [
    'the route to the pod is gone: its packets fail the test of their source in the raw table',
    [onNode1('pod route', 'ip route del 10.244.1.2')],
    ['timeout', 'timeout', 'timeout'],
  ],
  [
    'the route to the other node is gone: the packet leaves by the default route, and comes back from nowhere',
    [onNode1('block route', 'ip route del 10.244.2.0/26')],
    ['timeout', 'connected', 'connected'],
  ],
  [
    'the pool is not masqueraded: nobody outside knows a way back to a pod',
    [onNode1('ipset', 'ipset flush cali40masq-ipam-pools')],
    ['connected', 'connected', 'timeout'],
  ],
  [
    'the interface has no chain in the dispatch chain: Felix lags behind',
    [
      onNode1(
        'dispatch',
        `iptables-nft -F cali-from-wl-dispatch && iptables-nft -A cali-from-wl-dispatch -m comment --comment "Unknown interface" -j DROP`,
      ),
    ],
    ['timeout', 'timeout', 'timeout'],
  ],
  [
    'the pod has another address than Calico gave it',
    [
      {
        construct: 'spoof',
        target: 'default/client',
        sh: 'ip addr add 10.244.1.50/32 dev eth0 && ip route replace default via 169.254.1.1 dev eth0 src 10.244.1.50',
      },
    ],
    ['timeout', 'timeout', 'timeout'],
  ],
];

describe('a broken Calico cluster', () => {
  test.each(FAULTS)('%s', async (_why, changes, seen) => {
    const topology = demoTopology({ name: 'calico', cni: 'calico', backend: 'vxlan' });
    const { symptoms, differ } = await ask(topology, changes, [clientToWeb2, SAME_NODE, clientToOutside]);
    expect(differ).toEqual([]);
    expect(symptoms.map((s) => s.join())).toEqual(seen);
  });

  test('packets of a tunnel from a node that Felix does not know are dropped', async () => {
    const topology = demoTopology({ name: 'calico', cni: 'calico', backend: 'vxlan' });
    const flush: Change = { construct: 'ipset', target: 'node-2', sh: 'ipset flush cali40all-vxlan-net' };
    const { symptoms, differ } = await ask(topology, [flush], [clientToWeb2, SAME_NODE]);
    expect(differ).toEqual([]);
    expect(symptoms.map((s) => s.join())).toEqual(['timeout', 'connected']);
  });
});
