import type { LinkRecord } from '@skoop/model';
import { namespaceDump } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { nodeDump } from '../fixtures/objects.ts';
import { vethPeersOf } from './veth-peers.ts';

const veth = (index: number, name: string, more: Partial<LinkRecord> = {}): LinkRecord => ({
  line: index,
  index,
  name,
  flags: ['UP'],
  mtu: 1500,
  operstate: 'UP',
  kind: 'veth',
  details: {},
  port: {},
  ...more,
});
const peer = (linkIndex: number, linkNetnsid?: number): Partial<LinkRecord> => ({ linkIndex, linkNetnsid });

describe('vethPeersOf', () => {
  it.each([
    [
      'indices point at each other',
      [
        namespaceDump('host', { links: [veth(5, 'veth1', peer(2, 0))] }),
        namespaceDump('7', { links: [veth(2, 'eth0', peer(5, 0))] }),
      ],
      'n//host/veth1',
      '7 eth0',
    ],
    [
      'ids decide where indices are alike',
      [
        namespaceDump('host', { links: [veth(5, 'veth1', peer(2, 1))] }),
        namespaceDump('7', { nsid: 0, links: [veth(2, 'eth0', peer(5, 0))] }),
        namespaceDump('8', { nsid: 1, links: [veth(2, 'eth0', peer(5, 0))] }),
      ],
      'n//host/veth1',
      '8 eth0',
    ],
    [
      'alike and without ids: nobody',
      [
        namespaceDump('host', { links: [veth(5, 'veth1', peer(2, 1))] }),
        namespaceDump('7', { links: [veth(2, 'eth0', peer(5, 0))] }),
        namespaceDump('8', { links: [veth(2, 'eth0', peer(5, 0))] }),
      ],
      'n//host/veth1',
      undefined,
    ],
    [
      "a NIC whose other end is outside is nobody's peer, though a pod has the right indices",
      [
        namespaceDump('host', { links: [veth(2, 'eth0', peer(4, 0)), veth(4, 'veth1', peer(2, 1))] }),
        namespaceDump('7', { nsid: 1, links: [veth(2, 'eth0', peer(4, 0))] }),
      ],
      'n//host/eth0',
      undefined,
    ],
    [
      'both ends in one namespace, by name',
      [namespaceDump('host', { links: [veth(5, 'a', { linkName: 'b' }), veth(6, 'b', { linkName: 'a' })] })],
      'n//host/a',
      'host b',
    ],
    [
      'the other end is not in the dump',
      [namespaceDump('host', { links: [veth(5, 'veth1', peer(2, 3))] })],
      'n//host/veth1',
      undefined,
    ],
  ] as const)('%s', (_, namespaces, key, expected) => {
    const found = vethPeersOf(nodeDump('n', namespaces)).get(key);
    expect(found && `${found.netns.slice('n//'.length)} ${found.device}`).toBe(expected);
  });
});
