import { diagnose } from '@skoop/providers';
import { describe, expect, it } from 'vitest';
import { recordedSnapshot } from '../recorded.ts';

const APART = 'node-behind-own-device';

describe('a device that sits on one of the node', () => {
  it.each([
    ['the node calls a pod on its own device', 'macvlan-bridge', 'node/node-1', '10.244.1.3', [APART]],
    ['a pod calls its own node', 'macvlan-bridge', 'default/client', '10.10.0.11', [APART]],
    ['a pod calls a sibling: nothing is wrong', 'macvlan-bridge', 'default/client', '10.244.1.3', []],
    ['a pod calls one of another node: nothing is wrong', 'macvlan-bridge', 'default/client', '10.244.2.2', []],
    ['siblings in private mode: another matter', 'macvlan-private', 'default/client', '10.244.1.3', []],
  ])('%s', async (_why, name, source, destination, expected) => {
    const snapshot = await recordedSnapshot('devices', name);
    const found = await diagnose({ snapshot, source, destination, protocol: 'icmp', now: () => new Date(0) });
    const suspicions = [...found.cluster.suspicions, ...found.nodes.flatMap((n) => n.suspicions)];
    expect(suspicions.map((s) => s.id)).toEqual(expected);
    if (expected.length > 0) expect(found.verdict.sentence).toContain('cannot hear each other');
  });
});
