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
      sockets: ['tcp 0.0.0.0:80', 'tcp 0.0.0.0:81'],
    },
    'n/a': { links: ['lo', `eth0 kind=veth mac=${MAC.a}`], addresses: ['eth0 10.5.0.2/24'] },
    'n/b': {
      links: ['lo', `eth0 kind=veth mac=${MAC.b}`],
      addresses: ['eth0 10.5.0.3/24'],
      sockets: ['tcp 0.0.0.0:80', 'tcp 0.0.0.0:81'],
    },
  },
  [
    ['n:va', 'n/a:eth0'],
    ['n:vb', 'n/b:eth0'],
  ],
);

const port = (name: 'sport' | 'dport') => ({
  match: { op: '==', left: { payload: { protocol: 'tcp', field: name } }, right: 80 },
});
const device = (key: 'iifname' | 'oifname', right: string) => ({ match: { op: '==', left: { meta: { key } }, right } });

/** The world with one chain of the bridge family on the node. */
function worldWith(hook: string, ...conditions: readonly object[]) {
  const head = { family: 'bridge', table: 't' };
  const items = [
    { chain: { ...head, name: 'f', handle: 1, type: 'filter', hook, prio: 0, policy: 'accept' } },
    { rule: { ...head, chain: 'f', handle: 2, expr: [...conditions, { drop: null }] } },
  ];
  const key = plain.key('n');
  const node = plain.namespace(key);
  const nft = { items, lines: new Map<string, number>(), texts: new Map<number, string>() };
  const changed = node && { ...node, dump: { ...node.dump, nft } };
  return { ...plain, namespace: (k: string) => (k === key ? changed : plain.namespace(k)) };
}

/** Pod to pod on port 80 and 81, pod to node, node to pod: what a kernel 6.18 did. */
const CASES: readonly (readonly [why: string, hook: string, conditions: readonly object[], ends: string])[] = [
  ['frames of all ports come in by prerouting', 'prerouting', [port('dport')], 'drop pass drop pass'],
  ['forward is between ports alone', 'forward', [port('dport')], 'drop pass pass pass'],
  ['input is up to the bridge itself', 'input', [port('dport')], 'pass pass drop pass'],
  ['output is from the bridge itself', 'output', [port('dport')], 'pass pass pass drop'],
  ['postrouting is all that leaves by a port', 'postrouting', [port('dport')], 'drop pass pass drop'],
  ['ports are the devices', 'forward', [device('iifname', 'va'), port('dport')], 'drop pass pass pass'],
  ['replies cross too', 'forward', [device('oifname', 'va'), port('sport')], 'drop pass pass pass'],
  [
    'replies of the node leave by postrouting',
    'postrouting',
    [device('oifname', 'va'), port('sport')],
    'drop pass drop pass',
  ],
];

describe('nft chains of the bridge family', () => {
  test.each(CASES)('%s', (_why, hook, conditions, ends) => {
    const world = worldWith(hook, ...conditions);
    const ask = (from: string, destination: string, dport: number): string => {
      const { branches } = converseWith(runHook, world, {
        from: plain.key(from),
        destination,
        port: dport,
        protocol: 'tcp',
      });
      const lost = branches[0]?.result.kind === 'failed' ? branches[0].result.loss : undefined;
      return !lost ? 'pass' : lost.stage.startsWith('nft:bridge t f/') ? 'drop' : lost.stage;
    };
    const all = [
      ask('n/a', '10.5.0.3', 80),
      ask('n/a', '10.5.0.3', 81),
      ask('n/a', '10.5.0.1', 80),
      ask('n', '10.5.0.3', 80),
    ];
    expect(all.join(' ')).toBe(ends);
  });
});
