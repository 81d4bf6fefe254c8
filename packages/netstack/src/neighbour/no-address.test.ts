import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import { passAll, sketchWorld } from '../testing/world.ts';

test.each(['tcp', 'udp', 'icmp'] as const)('%s of a client with no address hears that nobody answers', (protocol) => {
  const client = { links: ['lo', 'eth0 kind=veth mac=02:00:00:00:00:01'], addresses: [], routes: ['default dev eth0'] };
  const other = { links: ['lo', 'eth0 kind=veth mac=02:00:00:00:00:02'], addresses: ['lo 127.0.0.1/8'] };
  const world = sketchWorld({ a: client, b: other }, [['a:eth0', 'b:eth0']]);
  const { verdict } = converseWith(passAll, world, { from: 'a//host', destination: '10.0.0.2', port: 80, protocol });
  expect(verdict.drops).toMatchObject([{ stage: 'neigh/resolve', errno: 'EHOSTUNREACH', symptom: 'host-unreachable' }]);
});
