import type { NodeDump, Snapshot } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { expect, it } from 'vitest';
import { recordedSnapshot } from '../recorded.ts';

/** As if collect.sh had run with `--pods none` on a node. */
const withoutPods = (snapshot: Snapshot, node: string): Snapshot => {
  const dump = snapshot.nodes.get(node) as NodeDump;
  return {
    ...snapshot,
    nodes: new Map([...snapshot.nodes, [node, { ...dump, namespaces: dump.namespaces.slice(0, 1) }]]),
  };
};

it.each(['macvlan-bridge', 'ipvlan-l2'])('%s: a pod whose namespace was not collected may answer', async (name) => {
  const snapshot = withoutPods(await recordedSnapshot('devices', name), 'node-2');
  const { verdict } = await diagnose({
    snapshot,
    source: 'default/client',
    destination: '10.244.2.2',
    protocol: 'icmp',
    now: () => new Date(0),
  });
  expect(verdict.outcome).toBe('unknown');
  expect(verdict.gaps.map((g) => g.id)).toContain('pod-not-collected');
});
