import type { FdbRecord, LinkRecord } from '@skoop/model';
import { namespaceDump } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { nodeDump } from '../fixtures/objects.ts';
import { stackedDevicesOf } from './stacked-devices.ts';

const device = (index: number, name: string, kind: string, more: Partial<LinkRecord> = {}): LinkRecord => ({
  line: index,
  index,
  name,
  flags: ['UP'],
  mtu: 1500,
  operstate: 'UP',
  kind,
  mac: `02:00:00:00:00:${String(index).padStart(2, '0')}`,
  details: {},
  port: {},
  ...more,
});
const on = (linkIndex: number, linkNetnsid: number, mac: string): Partial<LinkRecord> => ({
  linkIndex,
  linkNetnsid,
  mac,
});
const listed = (dev: string, mac: string): FdbRecord => ({ line: 1, mac, device: dev, flags: ['self', 'permanent'] });

const eth0 = device(2, 'eth0', 'device');
const MAC = '02:00:00:00:01:07';

describe('stackedDevicesOf', () => {
  it.each([
    [
      'a VLAN of the same namespace is named',
      [namespaceDump('host', { links: [eth0, device(3, 'eth0.5', 'vlan', { linkName: 'eth0' })] })],
      'n//host/eth0.5',
      'n//host eth0',
    ],
    [
      "a pod's macvlan on the only device with that index",
      [
        namespaceDump('host', { links: [eth0] }),
        namespaceDump('7', { links: [device(3, 'eth0', 'macvlan', on(2, 0, MAC))] }),
      ],
      'n//7/eth0',
      'n//host eth0',
    ],
    [
      'another pod has that index too: the device that takes frames for the macvlan is the one',
      [
        namespaceDump('host', { links: [eth0], fdb: [listed('eth0', MAC)] }),
        namespaceDump('7', { links: [device(3, 'eth0', 'macvlan', on(2, 0, MAC))] }),
        namespaceDump('8', { links: [device(2, 'eth0', 'veth', { linkIndex: 9, linkNetnsid: 0 })] }),
      ],
      'n//7/eth0',
      'n//host eth0',
    ],
    [
      'nothing tells them apart: nobody',
      [
        namespaceDump('host', { links: [eth0] }),
        namespaceDump('7', { links: [device(3, 'eth0', 'macvlan', on(2, 0, MAC))] }),
        namespaceDump('8', { links: [device(2, 'eth0', 'veth', { linkIndex: 9, linkNetnsid: 0 })] }),
      ],
      'n//7/eth0',
      undefined,
    ],
    [
      'a veth pair shows which namespace the id means',
      [
        namespaceDump('host', { links: [eth0, device(9, 'veth7', 'veth', { linkIndex: 4, linkNetnsid: 0 })] }),
        namespaceDump('7', {
          nsid: 0,
          links: [
            device(3, 'net1', 'macvlan', on(2, 5, MAC)),
            device(4, 'eth0', 'veth', { linkIndex: 9, linkNetnsid: 5 }),
          ],
        }),
        namespaceDump('8', { links: [device(2, 'eth0', 'veth', { linkIndex: 19, linkNetnsid: 0 })] }),
      ],
      'n//7/net1',
      'n//host eth0',
    ],
    [
      'an ipvlan has the hardware address of what it sits on',
      [
        namespaceDump('host', { links: [eth0] }),
        namespaceDump('7', { links: [device(3, 'eth0', 'ipvlan', on(2, 0, eth0.mac ?? ''))] }),
        namespaceDump('8', { links: [device(2, 'eth0', 'veth', { linkIndex: 9, linkNetnsid: 0, mac: MAC })] }),
      ],
      'n//7/eth0',
      'n//host eth0',
    ],
    [
      'a macvlan never sits on a macvlan',
      [
        namespaceDump('host', { links: [eth0] }),
        namespaceDump('7', { links: [device(3, 'eth0', 'macvlan', on(2, 0, MAC))] }),
        namespaceDump('8', { links: [device(2, 'eth0', 'macvlan', on(2, 0, '02:00:00:00:01:08'))] }),
      ],
      'n//8/eth0',
      'n//host eth0',
    ],
    [
      'its namespace was not collected',
      [namespaceDump('7', { links: [device(3, 'eth0', 'macvlan', on(2, 0, MAC))] })],
      'n//7/eth0',
      undefined,
    ],
  ])('%s', (_, namespaces, at, expected) => {
    const found = stackedDevicesOf(nodeDump('n', namespaces)).lower.get(at);
    expect(found && `${found.netns} ${found.device}`).toBe(expected);
  });

  it('lists what sits on a device in whatever namespace', () => {
    const dump = nodeDump('n', [
      namespaceDump('host', { links: [eth0, device(5, 'eth0.5', 'vlan', { linkName: 'eth0' })] }),
      namespaceDump('7', { links: [device(3, 'eth0', 'macvlan', on(2, 0, MAC))] }),
    ]);
    expect(
      stackedDevicesOf(dump)
        .upper.get('n//host/eth0')
        ?.map((e) => `${e.netns} ${e.device}`),
    ).toEqual(['n//host eth0.5', 'n//7 eth0']);
  });
});
