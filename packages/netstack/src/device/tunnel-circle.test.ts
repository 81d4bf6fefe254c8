import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import type { Sketch } from '../testing/dump.ts';
import { passAll, sketchWorld } from '../testing/world.ts';

const node: Sketch = {
  links: [
    'lo',
    'vx0 kind=vxlan mac=02:00:00:00:00:0a id=1 dstport=8472',
    'vx1 kind=vxlan mac=02:00:00:00:00:0b id=2 dstport=8473',
  ],
  addresses: ['vx0 10.9.0.1/24', 'vx1 10.9.1.1/24'],
};

// What Linux 6.18 did with these tables.
test.each([
  [
    'the other end of the tunnel is behind the tunnel itself',
    {
      neighbours: ['10.9.0.5 dev vx0 lladdr 02:00:00:00:00:02 PERMANENT'],
      fdb: ['02:00:00:00:00:02 dev vx0 dst 10.9.0.77'],
    },
    '10.9.0.5',
    'IP_OUTNOROUTES',
  ],
  [
    'each of two tunnels leads into the other',
    {
      neighbours: [
        '10.9.0.78 dev vx0 lladdr 02:00:00:00:00:04 PERMANENT',
        '10.9.1.78 dev vx1 lladdr 02:00:00:00:00:03 PERMANENT',
      ],
      fdb: ['02:00:00:00:00:04 dev vx0 dst 10.9.1.78', '02:00:00:00:00:03 dev vx1 dst 10.9.0.78'],
    },
    '10.9.0.78',
    'RECURSION_LIMIT',
  ],
] as const)('%s', (_why, tables, destination, reason) => {
  const world = sketchWorld({ a: { ...node, ...tables } }, []);
  const { verdict } = converseWith(passAll, world, { from: 'a//host', destination, protocol: 'udp', port: 99 });
  expect(verdict.drops.map((d) => [d.stage, d.reason])).toEqual([['vxlan/xmit', reason]]);
});
