import type { NodeDump, Snapshot } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { expect, it } from 'vitest';
import { recordedSnapshot } from '../recorded.ts';
import { WEB } from './ends.ts';

const withoutPeers = (dump: NodeDump): NodeDump => ({
  ...dump,
  namespaces: dump.namespaces.map(({ wireguard: _, ...rest }) => rest),
});

const without = (snapshot: Snapshot, node: string): Snapshot => ({
  ...snapshot,
  nodes: new Map([...snapshot.nodes].map(([name, dump]) => [name, name === node ? withoutPeers(dump) : dump])),
});

it.each(['node-1', 'node-2'])('a node without the tools of WireGuard is a gap, not a fault: %s', async (node) => {
  const snapshot = without(await recordedSnapshot('tunnels', 'wireguard'), node);
  const question = { source: 'default/client', destination: WEB, port: 8080, protocol: 'tcp' } as const;
  const { verdict } = await diagnose({ snapshot, ...question, now: () => new Date(0) });
  expect(verdict.outcome).toBe('unknown');
  expect(verdict.gaps.map((g) => [g.id, g.node])).toContainEqual(['wireguard-not-collected', node]);
});
