import { describe, expect, test } from 'vitest';
import { converseWith } from '../../conversation/converse-with.ts';
import { sketchWorld } from '../../testing/world.ts';
import { runHook } from '../run-hook.ts';

const MAC = { bridge: '02:00:00:00:05:01', a: '02:00:00:00:05:02', b: '02:00:00:00:05:03' };
const plain = sketchWorld(
  {
    n: {
      links: ['lo', `br0 kind=bridge mac=${MAC.bridge}`, 'va kind=veth master=br0', 'vb kind=veth master=br0'],
      addresses: ['lo 127.0.0.1/8', 'br0 10.5.0.1/24'],
      sockets: ['tcp 0.0.0.0:80'],
    },
    'n/a': { links: ['lo', `eth0 kind=veth mac=${MAC.a}`], addresses: ['eth0 10.5.0.2/24'] },
    'n/b': {
      links: ['lo', `eth0 kind=veth mac=${MAC.b}`],
      addresses: ['eth0 10.5.0.3/24'],
      sockets: ['tcp 0.0.0.0:80'],
    },
  },
  [
    ['n:va', 'n/a:eth0'],
    ['n:vb', 'n/b:eth0'],
  ],
);

const arp = (field: string, right: string | number, op = '==') => ({
  match: { op, left: { payload: { protocol: 'arp', field } }, right },
});
const meta = (key: string, right: string) => ({ match: { op: '==', left: { meta: { key } }, right } });
const hops = (protocol: string, field: string) => ({
  mangle: { key: { payload: { protocol, field } }, value: 1 },
});

/** The world with one chain of a family on the node. */
function worldWith(family: string, hook: string, ...expr: readonly object[]) {
  const head = { family, table: 't' };
  const items = [
    { chain: { ...head, name: 'f', handle: 1, type: 'filter', hook, prio: 0, policy: 'accept' } },
    { rule: { ...head, chain: 'f', handle: 2, expr } },
  ];
  const key = plain.key('n');
  const node = plain.namespace(key);
  const nft = { items, lines: new Map<string, number>(), texts: new Map<number, string>() };
  const changed = node && { ...node, dump: { ...node.dump, nft } };
  return { ...plain, namespace: (k: string) => (k === key ? changed : plain.namespace(k)) };
}
const drop = { drop: null };

/** Pod to pod, pod to node, node to pod. */
const CASES: readonly (readonly [why: string, family: string, hook: string, expr: readonly object[], ends: string])[] =
  [
    ['the arp family hears what is for the machine, not what it bridges', 'arp', 'input', [drop], 'pass lost lost'],
    ['and what the machine itself sends', 'arp', 'output', [drop], 'pass lost lost'],
    ['questions alone', 'arp', 'input', [arp('operation', 'request'), drop], 'pass lost pass'],
    ['answers alone', 'arp', 'input', [arp('operation', 'reply'), drop], 'pass pass lost'],
    ['inet chains of a device see IP alone', 'inet', 'ingress', [meta('protocol', 'arp'), drop], 'pass pass pass'],
    ['netdev chains see ARP too', 'netdev', 'ingress', [meta('protocol', 'arp'), drop], 'lost lost lost'],
    ['who asks', 'arp', 'input', [arp('saddr ip', '10.5.0.2'), drop], 'pass lost pass'],
    ['who is asked', 'bridge', 'forward', [arp('daddr ip', '10.5.0.3'), drop], 'lost pass pass'],
    [
      'a question does not know the other hardware address',
      'bridge',
      'forward',
      [arp('daddr ether', '00:00:00:00:00:00'), drop],
      'lost pass pass',
    ],
    [
      'whose hardware address',
      'bridge',
      'prerouting',
      [arp('operation', 'reply'), arp('saddr ether', MAC.b), drop],
      'lost pass lost',
    ],
    ['ARP for IPv4', 'bridge', 'forward', [arp('ptype', 'ip'), arp('plen', 4), drop], 'lost pass pass'],
    ['hardware types', 'inet', 'input', [meta('iiftype', 'ether'), drop], 'pass lost lost'],
    ['another hardware type', 'inet', 'input', [meta('iiftype', 'loopback'), drop], 'pass pass pass'],
    ['no IPv6 header is written to in IPv4', 'inet', 'input', [hops('ip6', 'hoplimit'), drop], 'pass pass pass'],
    ['a header that is there is', 'inet', 'input', [hops('ip', 'ttl'), drop], 'pass lost lost'],
  ];

describe('ARP, and headers that a packet lacks', () => {
  test.each(CASES)('%s', (_why, family, hook, expr, ends) => {
    const world = worldWith(family, hook, ...expr);
    const ask = (from: string, destination: string): string => {
      const { branches } = converseWith(runHook, world, {
        from: plain.key(from),
        destination,
        port: 80,
        protocol: 'tcp',
      });
      return branches[0]?.result.kind === 'failed' ? 'lost' : 'pass';
    };
    expect([ask('n/a', '10.5.0.3'), ask('n/a', '10.5.0.1'), ask('n', '10.5.0.3')].join(' ')).toBe(ends);
  });
});
