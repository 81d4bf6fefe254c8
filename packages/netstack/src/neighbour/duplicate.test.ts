import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import type { Sketch } from '../testing/dump.ts';
import { passAll, sketchWorld } from '../testing/world.ts';

const host = (mac: string, ip: string): Sketch => ({
  links: ['lo', `eth0 kind=veth mac=${mac}`],
  addresses: ['lo 127.0.0.1/8', `eth0 ${ip}/24`],
  sockets: ['tcp *:80'],
});

test('who won a neighbour question is decided once, not for each packet', () => {
  const world = sketchWorld(
    {
      a: {
        links: ['lo', 'br0 kind=bridge mac=02:00:00:00:00:01', 'p1 kind=veth master=br0', 'p2 kind=veth master=br0'],
        addresses: ['lo 127.0.0.1/8', 'br0 10.0.0.1/24'],
      },
      b: host('02:00:00:00:00:02', '10.0.0.2'),
      c: host('02:00:00:00:00:03', '10.0.0.2'),
    },
    [
      ['a:p1', 'b:eth0'],
      ['a:p2', 'c:eth0'],
    ],
  );
  const { branches, verdict } = converseWith(passAll, world, {
    from: 'a//host',
    destination: '10.0.0.2',
    port: 80,
    protocol: 'tcp',
  });
  expect(branches.map((b) => b.result.kind)).toEqual(['connected', 'connected']);
  expect(verdict.gaps.map((g) => g.id)).toEqual(['duplicate-address']);
});
