import path from 'node:path';
import { diagnose } from '@skoop/providers';
import { expect, test } from 'vitest';
import { SCENARIOS_DIRECTORY } from './scenarios/scenario.ts';
import { readFolder } from './truth/read-folder.ts';

// A Service whose backend is the client's own node: promised address and real one are both the endpoint's.
test.each(['healthy-vxlan', 'healthy-ipvs'])(
  '%s: the API server next to the client is where it ought to be',
  async (name) => {
    const snapshot = readFolder(path.join(SCENARIOS_DIRECTORY, name, 'snapshot'));
    const question = { source: 'default/client', destination: 'svc/default/kubernetes', port: 443, protocol: 'tcp' };
    const { verdict, cluster, nodes } = await diagnose({ snapshot, ...question, now: () => new Date(0) });
    expect(verdict.servers).toMatchObject([{ node: 'node-1', netns: 'host', address: '10.10.0.11', port: 6443 }]);
    const found = [...cluster.suspicions, ...nodes.flatMap((n) => n.suspicions)];
    expect(found.filter((s) => s.level !== 'info').map((s) => s.id)).toEqual([]);
  },
);
