import type { AddressRecord, LinkRecord, Packet } from '@skoop/model';
import { namespaceDump } from '@skoop/model';
import { netnsKey } from '@skoop/netstack';
import { describe, expect, it } from 'vitest';
import { node, nodeDump, pod, service, snapshotOf } from '../fixtures/objects.ts';
import { noShim } from '../fixtures/shim.ts';
import type { InfraShim } from '../infra-shim.ts';
import { snapshotWorld } from './snapshot-world.ts';

const nic = (name: string, mac: string, more: Partial<LinkRecord> = {}): LinkRecord => ({
  line: 1,
  index: 2,
  name,
  flags: ['BROADCAST', 'UP', 'LOWER_UP'],
  mtu: 1500,
  operstate: 'UP',
  mac,
  kind: 'device',
  details: {},
  port: {},
  ...more,
});
const address = (device: string, ip: string): AddressRecord => ({
  line: 1,
  device,
  family: 4,
  address: ip,
  prefixLength: 24,
  scope: 'global',
  flags: [],
});
const packet = (source: string, destination: string, length = 60): Packet => ({
  family: 4,
  source,
  destination,
  protocol: 'tcp',
  sourcePort: 40000,
  destinationPort: 80,
  ttl: 64,
  tos: 0,
  length,
  dontFragment: true,
  mark: 0,
});

const shim: InfraShim = {
  ...noShim,
  balance: (_, address) => ({
    backends: [
      { node: 'n1', share: 0.5 },
      { node: 'n2', share: 0.5 },
    ],
    assumption: { id: 'x', message: address },
  }),
};
const n2 = namespaceDump('host', {
  links: [nic('eth0', '02:00:00:00:00:02'), nic('eth1', '02:00:00:00:01:02', { index: 3 })],
  addresses: [address('eth0', '10.0.0.2'), address('eth1', '10.0.2.15')],
});
const snapshot = snapshotOf(
  {
    nodes: [node('n1', '10.0.0.1'), node('n2', '10.0.0.2'), node('n3', '10.0.0.3'), node('n4', '10.0.0.4')],
    pods: [pod('web', '10.244.2.2', { node: 'n2' })],
    services: [
      service(
        'lb',
        { type: 'LoadBalancer', clusterIP: '10.96.0.9' },
        { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
      ),
    ],
  },
  [
    nodeDump('n1', [
      namespaceDump('host', {
        links: [nic('eth0', '02:00:00:00:00:01')],
        addresses: [address('eth0', '10.0.0.1')],
        neighbours: [
          {
            line: 4,
            family: 4,
            address: '10.0.0.77',
            device: 'eth0',
            state: 'FAILED',
            proxy: false,
            router: false,
            externLearn: false,
          },
        ],
      }),
    ]),
    nodeDump('n2', [n2]),
    nodeDump('n4', [
      namespaceDump('host', {
        links: [nic('eth0', '02:00:00:00:00:04', { operstate: 'DOWN', mtu: 1400 })],
        addresses: [address('eth0', '10.0.0.4')],
      }),
    ]),
  ],
);
const world = snapshotWorld(snapshot, shim);
const told = (d: ReturnType<typeof world.enter>[number]['value']): string => {
  switch (d.kind) {
    case 'arrives':
      return `${d.netns} ${d.device} ${d.frame.destinationMac}`;
    case 'outside':
      return `outside ${d.address}`;
    case 'lost':
      return `lost ${d.reason}`;
    case 'no-neighbour':
      return 'no-neighbour';
    case 'missing':
      return `missing ${d.node}`;
  }
};

describe('World.transmit', () => {
  it.each([
    ['to a node on the link', '10.0.0.2', '10.0.0.2', undefined, 'n2//host eth0 02:00:00:00:00:02'],
    [
      'by a hardware address that the node has',
      '10.0.0.2',
      '10.244.2.2',
      '02:00:00:00:00:02',
      'n2//host eth0 02:00:00:00:00:02',
    ],
    [
      'by a hardware address that nobody has: the owner sees that it is not its own',
      '10.0.0.2',
      '10.244.2.2',
      '02:00:00:00:00:77',
      'n2//host eth0 02:00:00:00:00:77',
    ],
    ['to a node that was not collected', '10.0.0.3', '10.0.0.3', undefined, 'missing n3'],
    ['to a node whose NIC is down', '10.0.0.4', '10.0.0.4', undefined, 'no-neighbour'],
    ['to whom nobody answered before', '10.0.0.77', '10.0.0.77', undefined, 'no-neighbour'],
    ['to a host on the link that is no node', '10.0.0.50', '10.0.0.50', undefined, 'outside 10.0.0.50'],
    ['to the world through a router', '10.0.0.254', '1.1.1.1', undefined, 'outside 1.1.1.1'],
    ['to a pod through a router, which knows no pods', '10.0.0.254', '10.244.2.2', undefined, 'lost IP_INNOROUTES'],
    ['to a cluster address through a router', '10.0.0.254', '10.96.0.9', undefined, 'lost IP_INNOROUTES'],
    ['to a node through a router', '10.0.0.254', '10.0.0.2', undefined, 'n2//host eth0 02:00:00:00:00:02'],
    ['to a network of its own that a node has a NIC in', '10.0.0.254', '10.0.2.15', undefined, 'lost IP_INNOROUTES'],
    [
      'to that NIC directly: it is not on this link, but the node answers for all its addresses',
      '10.0.2.15',
      '10.0.2.15',
      undefined,
      'n2//host eth0 02:00:00:00:00:02',
    ],
    ["to a pod's address as if it were on the link", '10.244.2.2', '10.244.2.2', undefined, 'no-neighbour'],
  ])('%s', (_, nextHop, destination, mac, expected) => {
    const [first] = world.transmit(netnsKey('n1', 'host'), 'eth0', nextHop, packet('10.0.0.1', destination), mac);
    expect(first && told(first.value)).toBe(expected);
  });

  it.each([
    ['a router uses up the last hop', '10.0.0.254', '10.0.0.2', 'lost IP_INHDR'],
    ['an address outside may be its own', '10.0.0.254', '1.1.1.1', 'outside 1.1.1.1'],
    ['whom it is for does not', '10.0.0.50', '10.0.0.50', 'outside 10.0.0.50'],
    ['nor does a node', '10.0.0.2', '10.0.0.2', 'n2//host eth0 02:00:00:00:00:02'],
  ])('a TTL of 1: %s', (_, nextHop, destination, expected) => {
    const last = { ...packet('10.0.0.1', destination), ttl: 1 };
    const [first] = world.transmit(netnsKey('n1', 'host'), 'eth0', nextHop, last);
    expect(first && told(first.value)).toBe(expected);
  });

  it('loses what is too long for the receiving NIC', () => {
    const small = snapshotOf(snapshot.objects, [
      ...[...snapshot.nodes.values()].filter((n) => n.node === 'n1'),
      nodeDump('n2', [{ ...n2, links: [nic('eth0', '02:00:00:00:00:02', { mtu: 1400 })] }]),
    ]);
    const [first] = snapshotWorld(small, shim).transmit(
      netnsKey('n1', 'host'),
      'eth0',
      '10.0.0.2',
      packet('10.0.0.1', '10.0.0.2', 1500),
    );
    expect(first && told(first.value)).toBe('lost NOT_SPECIFIED');
  });
});

describe('World.enter', () => {
  it.each([
    ['node', '10.0.0.2', ['n2//host eth0 02:00:00:00:00:02']],
    [
      'load balancer, spread over nodes',
      '192.0.2.1',
      ['n1//host eth0 02:00:00:00:00:01', 'n2//host eth0 02:00:00:00:00:02'],
    ],
    ['pod: the sender has no route', '10.244.2.2', ['lost IP_OUTNOROUTES']],
    ['node that was not collected', '10.0.0.3', ['missing n3']],
    ['somebody else outside', '1.1.1.1', ['outside 1.1.1.1']],
  ])('%s', (_, destination, expected) => {
    expect(world.enter(packet('203.0.113.9', destination)).map((f) => told(f.value))).toEqual(expected);
  });
});
