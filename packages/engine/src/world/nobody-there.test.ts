import type { KubeObject, LinkRecord, NeighbourRecord, Packet, RouteRecord } from '@skoop/model';
import { namespaceDump } from '@skoop/model';
import { netnsKey } from '@skoop/netstack';
import { describe, expect, it } from 'vitest';
import { node, nodeDump, snapshotOf } from '../fixtures/objects.ts';
import { noShim } from '../fixtures/shim.ts';
import { snapshotWorld } from './snapshot-world.ts';

const eth0: LinkRecord = {
  line: 1,
  index: 2,
  name: 'eth0',
  flags: ['BROADCAST', 'MULTICAST'],
  mtu: 1500,
  operstate: 'DOWN',
  mac: '02:00:00:00:00:02',
  kind: 'device',
  details: {},
  port: {},
};
const own = {
  line: 1,
  device: 'eth0',
  family: 4,
  address: '10.0.0.2',
  prefixLength: 24,
  scope: 'global',
  flags: [],
} as const;
const snapshot = snapshotOf(
  {
    nodes: [node('n2', '10.0.0.2')],
    configmaps: [
      {
        metadata: { namespace: 'kube-system', name: 'kubeadm-config' },
        data: { ClusterConfiguration: 'networking:\n  podSubnet: 10.244.0.0/16\n  serviceSubnet: 10.96.0.0/16\n' },
      },
    ],
  },
  [nodeDump('n2', [namespaceDump('host', { links: [eth0], addresses: [own] })])],
);
const to = (destination: string): Packet => ({
  family: 4,
  source: '203.0.113.9',
  destination,
  protocol: 'icmp',
  ttl: 64,
  tos: 0,
  length: 84,
  dontFragment: false,
  mark: 0,
});

const service = (name: string, clusterIP: string) => ({
  metadata: { namespace: 'default', name },
  spec: { clusterIP, clusterIPs: [clusterIP], ports: [{ port: 443 }] },
});
const silent = (...services: readonly KubeObject[]) =>
  snapshotOf({ nodes: [node('n2', '10.0.0.2')], services: [...services] }, [
    nodeDump('n2', [namespaceDump('host', { links: [eth0], addresses: [own] })]),
  ]);
const apiServer = {
  metadata: { namespace: 'kube-system', name: 'kube-apiserver-n2' },
  spec: { containers: [{ command: ['kube-apiserver', '--service-cluster-ip-range=172.21.0.0/20'] }] },
};

it.each([
  [
    'the first address of a range that kubeadm chooses',
    silent(service('kubernetes', '10.96.0.1')),
    '10.101.3.4',
    'lost',
  ],
  ['the same range no farther', silent(service('kubernetes', '10.96.0.1')), '10.112.0.1', 'outside'],
  ['any Service tells of a /16', silent(service('x', '172.30.7.7')), '172.30.200.1', 'lost'],
  [
    'two tell of all between them',
    silent(service('x', '172.30.7.7'), service('y', '172.29.1.1')),
    '172.28.3.3',
    'lost',
  ],
  ['no Service tells of nothing', silent(), '172.30.200.1', 'outside'],
  ["the nodes' own network is no range of Services", silent(service('x', '10.0.3.1')), '10.0.0.77', 'outside'],
  [
    'the API server says where Services are',
    snapshotOf({ nodes: [node('n2', '10.0.0.2')], pods: [apiServer], services: [service('x', '172.21.0.9')] }, []),
    '172.21.200.1',
    'outside',
  ],
] as const)('%s', (_, from, destination, kind) => {
  const [first] = snapshotWorld(from, noShim).enter(to(destination));
  expect(first?.value.kind).toBe(kind);
  if (kind === 'lost') expect(first?.value).toMatchObject({ assumption: { id: 'cluster-range' } });
});

it.each([
  ['a NIC that is down answers no neighbour request of the outside', '10.0.0.2', 'lost', 'neigh/resolve'],
  ['no host outside lives in the range of pods', '10.244.9.9', 'lost', 'local-out/route'],
  ['nor in the range of cluster addresses', '10.96.0.200', 'lost', 'local-out/route'],
  ['somebody may live anywhere else', '10.97.0.1', 'outside', undefined],
])('%s', (_, destination, kind, stage) => {
  const [first] = snapshotWorld(snapshot, noShim).enter(to(destination));
  expect(first?.value).toMatchObject(stage === undefined ? { kind } : { kind, stage });
});

it.each([
  ['no router leads to the link-local address that a node keeps for itself', '169.254.20.10', 'lost'],
  ['a cloud may serve at another', '169.254.169.254', 'outside'],
])('%s', (_, destination, kind) => {
  const kept = { ...own, device: 'nodelocaldns', address: '169.254.20.10', prefixLength: 32 };
  const dump = nodeDump('n2', [namespaceDump('host', { links: [eth0], addresses: [own, kept] })]);
  const [first] = snapshotWorld(snapshotOf({ nodes: [node('n2', '10.0.0.2')] }, [dump]), noShim).enter(to(destination));
  expect(first?.value.kind).toBe(kind);
});

describe('a node that is asked for its address', () => {
  const up: LinkRecord = { ...eth0, flags: ['UP', 'LOWER_UP'], operstate: 'UP' };
  const local = (address: string): RouteRecord => ({
    line: 1,
    family: 4,
    type: 'local',
    destination: `${address}/32`,
    table: 'local',
    metric: 0,
    nexthops: [{ device: 'eth0', weight: 1, flags: [] }],
  });
  const machine = (name: string, addresses: readonly string[]) =>
    nodeDump(name, [
      namespaceDump('host', {
        links: [{ ...up, mac: `02:00:00:00:00:0${name.slice(1)}` }],
        addresses: addresses.map((address) => ({ ...own, address })),
        routes: addresses.map(local),
      }),
    ]);
  const asked = (second: readonly string[]) => {
    const nodes = [node('n1', '10.0.0.1'), node('n2', '10.0.0.2')];
    const world = snapshotWorld(snapshotOf({ nodes }, [machine('n1', ['10.0.0.1']), machine('n2', second)]), noShim);
    const packet = { ...to('10.0.0.2'), source: '10.0.0.1' };
    return world.transmit(netnsKey('n1', 'host'), 'eth0', '10.0.0.2', packet).map((f) => f.value.kind);
  };
  it('answers', () => expect(asked(['10.0.0.2'])).toEqual(['arrives']));
  it('does not answer who asks from an address that it has itself', () =>
    expect(asked(['10.0.0.2', '10.0.0.1'])).toEqual(['no-neighbour']));
});

describe("an address of the nodes' own network that no node has", () => {
  const alive: LinkRecord = { ...eth0, flags: ['UP', 'LOWER_UP'], operstate: 'UP' };
  const neighbour = (mac?: string): NeighbourRecord => ({
    line: 1,
    family: 4,
    address: '10.0.0.77',
    device: 'eth0',
    state: mac === undefined ? 'FAILED' : 'STALE',
    proxy: false,
    router: false,
    externLearn: false,
    ...(mac === undefined ? {} : { mac }),
  });
  it.each([
    ['the question names it', ['10.0.0.77'], [], 'outside'],
    ['nobody vouches for it', ['10.0.0.9'], [], 'no-neighbour'],
    ['a neighbour table knows it', ['10.0.0.9'], [neighbour('02:00:00:00:00:77')], 'outside'],
    ['nobody answered when it was last asked for', ['10.0.0.77'], [neighbour()], 'no-neighbour'],
  ] as const)('%s', (_, named, neighbours, kind) => {
    const dump = nodeDump('n2', [
      namespaceDump('host', { links: [alive], addresses: [own], neighbours: [...neighbours] }),
    ]);
    const world = snapshotWorld(snapshotOf({ nodes: [node('n2', '10.0.0.2')] }, [dump]), noShim, new Set(named));
    const [first] = world.transmit(netnsKey('n2', 'host'), 'eth0', '10.0.0.77', to('10.0.0.77'));
    expect(first?.value.kind).toBe(kind);
  });
});
