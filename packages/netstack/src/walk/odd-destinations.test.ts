import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import { lookupRoute } from '../route/lookup.ts';
import type { Sketch } from '../testing/dump.ts';
import { passAll, sketchWorld } from '../testing/world.ts';

const node: Sketch = {
  links: ['lo', 'eth0 mac=02:00:00:00:00:0a'],
  addresses: ['lo 127.0.0.1/8', 'eth0 10.0.0.1/24'],
  routes: ['default via 10.0.0.2 dev eth0'],
  sockets: ['tcp *:80'],
};
const router: Sketch = { links: ['lo', 'eth0 mac=02:00:00:00:00:0b'], addresses: ['eth0 10.0.0.2/24'] };

// What Linux 6.18 did in the lab.
test.each([
  ['who calls nobody calls himself', {}, '0.0.0.0', 'connected', []],
  ['nobody may call everybody', {}, '255.255.255.255', 'network-unreachable', ['local-out/route IP_OUTNOROUTES']],
  ['an address of every link needs a device', {}, 'fe80::1', 'invalid-argument', ['local-out/route IP_OUTNOROUTES']],
  ['nobody connects to a group', {}, '224.0.0.1', 'network-unreachable', ['local-out/route IP_OUTNOROUTES']],
  ['nor to one of IPv6, whichever link', {}, 'ff02::1', 'network-unreachable', ['local-out/route IP_OUTNOROUTES']],
  ['network 0 is no martian any more', {}, '0.0.0.5', 'timeout', ['ip_rcv/route IP_INADDRERRORS']],
  [
    'a device with ARP off sends to itself',
    { links: ['lo', 'eth0 noarp mac=02:00:00:00:00:0a'] },
    '10.0.0.2',
    'timeout',
    ['ip_rcv/pkt_type OTHERHOST'],
  ],
] as const)('%s', (_why, change, destination, symptom, drops) => {
  const world = sketchWorld({ a: { ...node, ...change }, b: router }, []);
  const { verdict } = converseWith(passAll, world, { from: 'a//host', destination, protocol: 'tcp', port: 80 });
  expect(verdict.symptom).toBe(symptom);
  expect(verdict.drops.map((d) => `${d.stage} ${d.reason}`)).toEqual(drops);
});

// Linux 6.18, of a pod that sends to the broadcast address of its nodes' network.
test.each([
  ['icmp', 'timeout', 'icmp/echo INVALID_PROTO'],
  ['udp', 'timeout', 'socket/lookup NOT_SPECIFIED'],
  ['tcp', 'timeout', 'socket/lookup NOT_SPECIFIED'],
] as const)('who sends %s to everybody on a network behind a router hears nothing', (protocol, symptom, drop) => {
  const pod: Sketch = {
    links: ['lo', 'eth0 mac=02:00:00:00:00:0a'],
    addresses: ['eth0 10.0.0.1/24'],
    routes: ['default via 10.0.0.2 dev eth0'],
  };
  const host: Sketch = {
    links: ['lo', 'eth0 mac=02:00:00:00:00:0b', 'eth1'],
    addresses: ['eth0 10.0.0.2/24', 'eth1 10.9.0.2/24'],
    routes: ['broadcast 10.9.0.255 dev eth1 table local'],
    sockets: ['tcp *:80'],
  };
  const world = sketchWorld({ a: pod, b: host }, []);
  const port = protocol === 'icmp' ? {} : { port: protocol === 'tcp' ? 80 : 53 };
  const { verdict } = converseWith(passAll, world, { from: 'a//host', destination: '10.9.0.255', protocol, ...port });
  expect(verdict.symptom).toBe(symptom);
  expect(verdict.drops.map((d) => `${d.stage} ${d.reason}`)).toEqual([drop]);
});

// Linux 6.18: a socket of IPv6 without an address looks a route up, and only where there is none, once more with an address.
test.each([
  ['whom no rule stops', [], 'connected'],
  ['whom a rule about other sources stops until he has one', ['110: not from fd00::/64 prohibit'], 'connected'],
  ['whom a rule about his source would stop, had he one', ['110: from fd00::/64 prohibit'], 'connected'],
  ['whom a rule stops, whatever his source', ['110: from ::/0 prohibit'], 'not-permitted'],
] as const)('a client of IPv6 %s', (_why, rules, symptom) => {
  const side = (address: string, mac: string, own: readonly string[] = []): Sketch => ({
    links: ['lo', `eth0 mac=${mac}`],
    addresses: ['lo ::1/128', `eth0 ${address}/64`],
    rules: ['0: from ::/0 lookup local', ...own, '32766: from ::/0 lookup main'],
    sockets: ['tcp *:80'],
  });
  const world = sketchWorld(
    { a: side('fd00::1', '02:00:00:00:00:0a', rules), b: side('fd00::2', '02:00:00:00:00:0b') },
    [],
  );
  const { verdict } = converseWith(passAll, world, {
    from: 'a//host',
    destination: 'fd00::2',
    protocol: 'tcp',
    port: 80,
  });
  expect(verdict.symptom).toBe(symptom);
});

test.each([
  ['default', undefined, 'error'],
  ['default', '5', 'route'],
  ['5', '5', 'error'],
])('a rule that suppresses group %s passes over routes out of a device of group %s', (suppressed, group, kind) => {
  const ns = sketchWorld({ a: node }, []).namespace('a//host');
  if (!ns) throw new Error('no namespace');
  const rule = { line: 1, family: 4, priority: 1, not: false, action: 'lookup', unknown: [] } as const;
  const dump = {
    ...ns.dump,
    links: ns.dump.links.map((l) => ({ ...l, ...(group === undefined ? {} : { group }) })),
    rules: [{ ...rule, table: 'main', suppressIfgroup: suppressed }],
  };
  expect(lookupRoute({ ...ns, dump }, { family: 4, destination: '10.9.9.9' }).kind).toBe(kind);
});
