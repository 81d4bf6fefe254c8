import type { KubeObject, Snapshot } from '@skoop/model';
import { expect, it } from 'vitest';
import { searchEndpoints } from './endpoint-index.ts';

const pod = (name: string, podIP: string, phase = 'Running'): KubeObject => ({
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: name, labels: { app: 'api' } },
  spec: { nodeName: 'worker-1', containers: [{ ports: [{ containerPort: 8080, protocol: 'TCP', name: 'http' }] }] },
  status: { phase, podIP, podIPs: [{ ip: podIP }], conditions: [{ type: 'Ready', status: 'True' }] },
});
const snapshot: Snapshot = {
  schemaVersion: 1,
  takenAt: '',
  cluster: '',
  tool: '',
  objects: {
    pods: [pod('api-10', '10.244.1.10'), pod('api-1', '10.244.1.1'), pod('job-1', '10.244.1.99', 'Succeeded')],
    services: [
      {
        kind: 'Service',
        metadata: { name: 'api', namespace: 'shop' },
        spec: {
          type: 'ClusterIP',
          clusterIP: '10.96.0.1',
          clusterIPs: ['10.96.0.1'],
          ports: [{ port: 80, protocol: 'TCP' }],
        },
      },
    ],
    nodes: [
      {
        kind: 'Node',
        metadata: { name: 'worker-1' },
        status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
      },
    ],
  },
  nodes: new Map(),
  gaps: [],
};
const found = (q: string, query: { readonly kind?: string; readonly node?: string } = {}): string =>
  searchEndpoints(snapshot, { q, ...query }, { from: 0, limit: 10 })
    .items.map((o) => o.ask)
    .join(' ');

it.each([
  ['the exact name comes before the one that begins with it', 'api-1', 'pod/shop/api-1 pod/shop/api-10'],
  ['a word in a label finds it too', 'app=api', 'pod/shop/api-10 pod/shop/api-1'],
  ['by address', '10.96.0.1', 'svc/shop/api'],
  ['a port', ':8080', 'pod/shop/api-10 pod/shop/api-1'],
  ['all words must be there', 'api worker-2', ''],
  ['what is finished is not offered', 'job', ''],
])('%s', (_why, q, expected) => {
  expect(found(q)).toBe(expected);
});

it('tells where the rest of a long list begins', () => {
  const part = searchEndpoints(snapshot, {}, { from: 1, limit: 2 });
  expect([part.items.length, part.total, part.next]).toEqual([2, 4, 3]);
  expect(searchEndpoints(snapshot, {}, { from: 3, limit: 2 }).next).toBeUndefined();
});
