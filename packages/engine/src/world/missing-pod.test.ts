import type { AddressRecord, LinkRecord } from '@skoop/model';
import { namespaceDump } from '@skoop/model';
import { netnsKey } from '@skoop/netstack';
import { expect, it } from 'vitest';
import { node, nodeDump, pod, snapshotOf } from '../fixtures/objects.ts';
import { noShim } from '../fixtures/shim.ts';
import { snapshotWorld } from './snapshot-world.ts';

const link = (index: number, name: string, more: Partial<LinkRecord>): LinkRecord => ({
  line: 1,
  index,
  name,
  flags: ['BROADCAST', 'UP', 'LOWER_UP'],
  mtu: 1500,
  operstate: 'UP',
  mac: `02:00:00:00:00:0${index}`,
  kind: 'device',
  details: {},
  port: {},
  ...more,
});
const address = (device: string, ip: string, prefixLength: number, scope: string): AddressRecord => ({
  line: 1,
  device,
  family: ip.includes(':') ? 6 : 4,
  address: ip,
  prefixLength,
  scope,
  flags: [],
});

it.each([
  ['a veth with no address', []],
  ['the address that IPv6 gives to each link is not of the link of nodes', [address('veth1', 'fe80::1', 64, 'link')]],
])('a pod whose namespace is not in the dump is missing, not silent: %s', (_, more) => {
  const host = namespaceDump('host', {
    links: [
      link(2, 'eth0', {}),
      link(3, 'cni0', { kind: 'bridge' }),
      link(4, 'veth1', { kind: 'veth', master: 'cni0', linkIndex: 2 }),
    ],
    addresses: [address('eth0', '10.0.0.1', 24, 'global'), address('cni0', '10.244.1.1', 24, 'global'), ...more],
  });
  const snapshot = snapshotOf({ nodes: [node('n1', '10.0.0.1')], pods: [pod('web', '10.244.1.2', { node: 'n1' })] }, [
    nodeDump('n1', [host]),
  ]);
  const packet = {
    family: 4,
    source: '10.0.0.1',
    destination: '10.244.1.2',
    protocol: 'icmp',
    ttl: 64,
    tos: 0,
    length: 84,
    dontFragment: false,
    mark: 0,
  } as const;
  const [first] = snapshotWorld(snapshot, noShim).transmit(netnsKey('n1', 'host'), 'veth1', '10.244.1.2', packet);
  expect(first?.value).toMatchObject({ kind: 'missing', node: 'n1', gap: { id: 'pod-not-collected' } });
});
