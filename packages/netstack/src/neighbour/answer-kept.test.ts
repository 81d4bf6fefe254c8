import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import type { Sketch } from '../testing/dump.ts';
import { passAll, sketchWorld } from '../testing/world.ts';

const pod = (own: string, mac: string): Sketch => ({
  links: ['lo', `eth0 kind=veth mac=${mac}`],
  addresses: [`eth0 ${own}/24`],
  sockets: ['tcp *:80'],
});
const node = (fdb: readonly string[]): Sketch => ({
  links: [
    'lo',
    'br0 kind=bridge mac=02:00:00:00:00:0b',
    'va kind=veth master=br0 mac=02:00:00:00:00:1a',
    'vb kind=veth master=br0 mac=02:00:00:00:00:1b',
  ],
  addresses: ['br0 10.0.0.1/24'],
  fdb,
});

// What Linux 6.18 did in the lab.
test.each([
  ['two pods of a bridge find each other', [], 'connected'],
  [
    "a bridge that has the asker's address for its own keeps the answer",
    ['02:00:00:00:00:aa dev br0 self permanent'],
    'host-unreachable',
  ],
] as const)('%s', (_why, fdb, symptom) => {
  const world = sketchWorld(
    { n: node(fdb), 'n/a': pod('10.0.0.2', '02:00:00:00:00:aa'), 'n/b': pod('10.0.0.3', '02:00:00:00:00:bb') },
    [
      ['n:va', 'n/a:eth0'],
      ['n:vb', 'n/b:eth0'],
    ],
  );
  const { verdict } = converseWith(passAll, world, {
    from: 'n//a',
    destination: '10.0.0.3',
    protocol: 'tcp',
    port: 80,
  });
  expect(verdict.symptom).toBe(symptom);
});
