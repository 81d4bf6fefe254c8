import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import type { Sketch } from '../testing/dump.ts';
import { passAll, sketchWorld } from '../testing/world.ts';

const host = (own: string, mac: string, more: Partial<Sketch> = {}): Sketch => ({
  links: ['lo', `eth0 kind=veth mac=${mac}`, 'eth1 kind=veth'],
  addresses: [`eth0 ${own}/128`],
  sockets: ['tcp *:80'],
  ...more,
});
const LOCAL: readonly string[] = ['local fd00::2 dev eth0 table local', 'multicast ff00::/8 dev eth0 table local'];
const LATE = ['0: from ::/0 lookup main', '32766: from ::/0 lookup local'] as const;
const onLink = 'fd00::1 dev eth0';

// What Linux 6.18 did in the lab: questions and answers of neighbour discovery are routed like any packet.
test.each([
  ['the rule for table local comes first', [], [onLink, 'default via fd00::1 dev eth0', ...LOCAL], 'connected'],
  [
    'the default route takes the question',
    LATE,
    [onLink, 'default via fd00::1 dev eth0', ...LOCAL],
    'host-unreachable',
  ],
  ['nothing in main is for groups', LATE, [onLink, ...LOCAL], 'connected'],
  [
    'groups are looked for on their own device: a route by another takes nothing',
    LATE,
    [onLink, 'fe00::/7 via fd00:9::1 dev eth1', ...LOCAL],
    'connected',
  ],
  ['a rule refuses all before table local', ['0: from ::/0 unreachable', LATE[1]], LOCAL, 'host-unreachable'],
] as const)('%s', (_why, rules, routes, symptom) => {
  const world = sketchWorld(
    {
      a: host('fd00::1', '02:00:00:00:00:aa', { routes: ['fd00::2 dev eth0'] }),
      b: host('fd00::2', '02:00:00:00:00:bb', { rules, routes }),
    },
    [['a:eth0', 'b:eth0']],
  );
  const { verdict } = converseWith(passAll, world, {
    from: 'a//host',
    destination: 'fd00::2',
    protocol: 'icmp',
  });
  expect(verdict.symptom).toBe(symptom);
});
