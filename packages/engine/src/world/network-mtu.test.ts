import type { LinkRecord, Snapshot } from '@skoop/model';
import { expect, test } from 'vitest';
import { networkMtu } from './network-mtu.ts';
import type { UnderlayPort, UnderlayPorts } from './underlay-ports.ts';

const link = (index: number, kind: string, mtu: number): LinkRecord => ({
  line: index,
  index,
  name: `${kind}${index}`,
  flags: ['UP'],
  mtu,
  operstate: 'UP',
  kind,
  details: {},
  port: {},
});

test.each([
  ['one node, pods made for its NIC', [[1460, 1460, 1410]], 1460],
  ['one node, pods made for a wider NIC: the NIC was changed', [[1460, 1500]], undefined],
  ['one node without pods tells nothing', [[1460]], undefined],
  ["one node of Ethernet's width", [[1500, 1500]], undefined],
  ['two nodes agree', [[1460], [1460]], 1460],
  ['of two that differ one is set up wrongly', [[1460], [1500]], 1500],
  ['hosts outside send no more than Ethernet takes', [[9001], [9001]], 1500],
] as const)('%s', (_why, nodes, mtu) => {
  const all: UnderlayPort[] = [];
  const dumps = new Map();
  for (const [n, [nic, ...veths]] of nodes.entries()) {
    const node = `node-${n}`;
    const uplink = link(2, 'device', nic);
    const own = {
      line: 1,
      device: uplink.name,
      family: 4,
      address: `10.0.0.${n}`,
      prefixLength: 24,
      scope: 'global',
      flags: [],
    } as const;
    all.push({ node, device: uplink.name, link: uplink, ip: uplink.name, addresses: [own], stacked: [] });
    dumps.set(node, { namespaces: [{ links: [uplink, ...veths.map((m, i) => link(i + 3, 'veth', m))] }] });
  }
  const known = new Set(all.flatMap((p) => p.addresses.map((a) => a.address)));
  const snapshot = { nodes: dumps } as unknown as Snapshot;
  expect(networkMtu(snapshot, { known, ports: { all } as unknown as UnderlayPorts })).toBe(mtu);
});
