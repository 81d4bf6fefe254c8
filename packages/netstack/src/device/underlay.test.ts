import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import { type Choice, probabilityOf } from '../fork.ts';
import { passAll, sketchWorld } from '../testing/world.ts';
import type { Delivery, World } from '../world.ts';

const VIP = '198.51.100.1';
const node = (n: number) => ({
  links: ['lo', `eth0 mac=0b:00:00:00:00:0${n}`],
  addresses: ['lo 127.0.0.1/8', `lo ${VIP}/32`, `eth0 192.168.0.${n}/24`],
  routes: [`default via 192.168.0.254 dev eth0 src ${VIP}`],
  sockets: ['tcp *:80', 'udp *:53'],
});
const nodes = sketchWorld({ n1: node(1), n2: node(2) }, []);

/** A balancer before two nodes that both have the address, and a router that leads their answers to the client. */
const world: World = {
  ...nodes,
  enter: (packet) =>
    [1, 2].map((n, index) => {
      const choice: Choice = { kind: 'random', point: 'balancer', index, probability: 0.5, label: `n${n}` };
      const frame = { sourceMac: '02:00:00:00:00:01', destinationMac: `0b:00:00:00:00:0${n}`, packet };
      const value: Delivery = { kind: 'arrives', netns: nodes.key(`n${n}`), device: 'eth0', frame };
      return { choices: [choice], value };
    }),
  transmit: (_from, _device, _nextHop, packet) => [
    {
      choices: [],
      value: {
        kind: 'outside',
        address: packet.destination,
        assumption: { id: 'outside-answers', message: 'it answers' },
      },
    },
  ],
};

test.each([
  ['all segments of a TCP connection', 'tcp', 80],
  ['one datagram', 'udp', 53],
] as const)('a balancer brings %s to the node of the first', (_why, protocol, port) => {
  const { branches } = converseWith(passAll, world, {
    from: 'outside',
    source: '203.0.113.9',
    destination: VIP,
    port,
    protocol,
  });
  const ends = branches.map((b) => [
    b.result.kind === 'connected' ? b.result.server.node : b.result,
    probabilityOf(b.choices),
  ]);
  expect(ends).toEqual([
    ['n1', 0.5],
    ['n2', 0.5],
  ]);
});
