import type { KubeObject } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../cluster.ts';
import { node, pod, service, slice, snapshotOf } from '../fixtures/objects.ts';
import { ipCacheOf } from '../ip-cache.ts';
import { kubeProxyServiceProcessor } from './kube-proxy-service-processor.ts';
import type { ServiceCall } from './service-processor.ts';

const http = [{ name: 'http', port: 8080 }];
const zone = (z: string) => ({ labels: { 'topology.kubernetes.io/zone': z } });

function process(
  spec: Readonly<Record<string, unknown>>,
  slices: readonly KubeObject[],
  call: Partial<ServiceCall> = {},
  endpoints: readonly KubeObject[] = [],
) {
  const snapshot = snapshotOf({
    nodes: [node('n1', '10.0.0.1', zone('a')), node('n2', '10.0.0.2', zone('b'))],
    pods: [pod('client', '10.244.1.2')],
    services: [
      service('web', { clusterIP: '10.96.0.10', ports: [{ name: 'http', port: 80, nodePort: 30080 }], ...spec }),
    ],
    endpointslices: slices,
    endpoints,
  });
  const cluster = clusterOf(snapshot);
  const web = cluster.servicesByKey.get('default/web');
  const port = web?.ports[0];
  if (!web || !port) throw new Error('no service');
  const promise = kubeProxyServiceProcessor(cluster, ipCacheOf(snapshot), ['10.244.0.0/16']).process({
    service: web,
    port,
    as: 'ClusterIP',
    address: '10.96.0.10',
    node: 'n1',
    source: '10.244.1.2',
    ...call,
  });
  return promise.kind === 'endpoints'
    ? `${promise.endpoints.map((e) => `${e.endpoint.address}:${e.port}`).join(' ')}${promise.masquerade ? ' masq' : ''}`
    : promise.kind === 'drop'
      ? `drop ${promise.cause}`
      : promise.kind;
}

const two = [slice('web', http, [{ ip: '10.244.1.5' }, { ip: '10.244.2.5', node: 'n2' }])];
const outside = { as: 'NodePort', address: '10.0.0.1', source: '203.0.113.9' } as const;

describe('kube-proxy promises', () => {
  it.each([
    ['all ready endpoints', {}, two, {}, '10.244.1.5:8080 10.244.2.5:8080'],
    [
      'not ready is left out',
      {},
      [slice('web', http, [{ ip: '10.244.1.5' }, { ip: '10.244.2.5', ready: false }])],
      {},
      '10.244.1.5:8080',
    ],
    [
      'ready absent means ready',
      {},
      [{ ...slice('web', http, []), endpoints: [{ addresses: ['10.244.1.5'], conditions: {} }] }],
      {},
      '10.244.1.5:8080',
    ],
    [
      'none ready: those that serve while terminating',
      {},
      [
        slice('web', http, [
          { ip: '10.244.1.5', ready: false, serving: true, terminating: true },
          { ip: '10.244.1.6', ready: false, serving: false, terminating: true },
        ]),
      ],
      {},
      '10.244.1.5:8080',
    ],
    [
      'serving but not terminating does not count',
      {},
      [slice('web', http, [{ ip: '10.244.1.5', ready: false, serving: true }])],
      {},
      'reject',
    ],
    [
      'a ready one beats terminating ones',
      {},
      [
        slice('web', http, [
          { ip: '10.244.1.5' },
          { ip: '10.244.1.6', ready: false, serving: true, terminating: true },
        ]),
      ],
      {},
      '10.244.1.5:8080',
    ],
    ['no endpoints', {}, [], {}, 'reject'],
    [
      'slice has no port of that name',
      {},
      [slice('web', [{ name: 'other', port: 1 }], [{ ip: '10.244.1.5' }])],
      {},
      'reject',
    ],
    [
      'each slice has its own number for a named port',
      {},
      [
        slice('web', http, [{ ip: '10.244.1.5' }]),
        slice('web', [{ name: 'http', port: 9090 }], [{ ip: '10.244.2.5' }], 'web-b'),
      ],
      {},
      '10.244.1.5:8080 10.244.2.5:9090',
    ],
    [
      'the other family is not used',
      {},
      [...two, slice('web', http, [{ ip: 'fd00::5' }], 'web-6')],
      {},
      '10.244.1.5:8080 10.244.2.5:8080',
    ],
    [
      'source outside the pod network is masqueraded',
      {},
      two,
      { source: '10.0.0.1' },
      '10.244.1.5:8080 10.244.2.5:8080 masq',
    ],
    ['NodePort is masqueraded', {}, two, outside, '10.244.1.5:8080 10.244.2.5:8080 masq'],
    [
      'external Local keeps to the node, without masquerade',
      { externalTrafficPolicy: 'Local' },
      two,
      outside,
      '10.244.1.5:8080',
    ],
    [
      'external Local without local endpoint',
      { externalTrafficPolicy: 'Local' },
      [slice('web', http, [{ ip: '10.244.2.5', node: 'n2' }])],
      outside,
      'drop no-local-endpoint',
    ],
    [
      'external Local, but a pod asks: short cut to all',
      { externalTrafficPolicy: 'Local' },
      two,
      { ...outside, source: '10.244.1.2' },
      '10.244.1.5:8080 10.244.2.5:8080',
    ],
    [
      'external Local, the node itself asks',
      { externalTrafficPolicy: 'Local' },
      two,
      { ...outside, source: '10.0.0.1' },
      '10.244.1.5:8080 10.244.2.5:8080 masq',
    ],
    [
      'external Local does not touch the cluster address',
      { externalTrafficPolicy: 'Local' },
      two,
      {},
      '10.244.1.5:8080 10.244.2.5:8080',
    ],
    ['external Local, no endpoint anywhere: reject', { externalTrafficPolicy: 'Local' }, [], outside, 'reject'],
    [
      'external Local falls back to terminating ones of the node',
      { externalTrafficPolicy: 'Local' },
      [
        slice('web', http, [
          { ip: '10.244.1.5', ready: false, serving: true, terminating: true },
          { ip: '10.244.2.5', node: 'n2' },
        ]),
      ],
      outside,
      '10.244.1.5:8080',
    ],
    ['internal Local', { internalTrafficPolicy: 'Local' }, two, {}, '10.244.1.5:8080'],
    [
      'internal Local without local endpoint',
      { internalTrafficPolicy: 'Local' },
      [slice('web', http, [{ ip: '10.244.2.5', node: 'n2' }])],
      {},
      'drop no-local-endpoint',
    ],
    [
      'hints of all: those of the zone',
      {},
      [
        slice('web', http, [
          { ip: '10.244.1.5', zones: ['a'] },
          { ip: '10.244.2.5', zones: ['b'] },
        ]),
      ],
      {},
      '10.244.1.5:8080',
    ],
    [
      'a hint is missing: all',
      {},
      [slice('web', http, [{ ip: '10.244.1.5', zones: ['a'] }, { ip: '10.244.2.5' }])],
      {},
      '10.244.1.5:8080 10.244.2.5:8080',
    ],
    [
      'no endpoint for the zone: all',
      {},
      [slice('web', http, [{ ip: '10.244.1.5', zones: ['c'] }])],
      {},
      '10.244.1.5:8080',
    ],
    [
      'source range contains the client',
      { loadBalancerSourceRanges: ['203.0.113.0/24'] },
      two,
      { ...outside, as: 'LoadBalancer' },
      '10.244.1.5:8080 10.244.2.5:8080 masq',
    ],
    [
      'source range does not',
      { loadBalancerSourceRanges: ['198.51.100.0/24'] },
      two,
      { ...outside, as: 'LoadBalancer' },
      'drop source-range',
    ],
    [
      'source ranges do not guard NodePorts',
      { loadBalancerSourceRanges: ['198.51.100.0/24'] },
      two,
      outside,
      '10.244.1.5:8080 10.244.2.5:8080 masq',
    ],
  ] as const)('%s', (_, spec, slices, call, expected) => {
    expect(process(spec, slices as readonly KubeObject[], call as Partial<ServiceCall>)).toBe(expected);
  });

  it('reads Endpoints where a cluster has no slices (before 1.21)', () => {
    const endpoints = {
      metadata: { name: 'web', namespace: 'default' },
      subsets: [
        {
          addresses: [{ ip: '10.244.1.5', nodeName: 'n1' }],
          notReadyAddresses: [{ ip: '10.244.1.6' }],
          ports: [{ name: 'http', port: 8080 }],
        },
      ],
    };
    expect(process({}, [], {}, [endpoints])).toBe('10.244.1.5:8080');
  });
});
