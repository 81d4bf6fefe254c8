import { namespaceDump } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { node, nodeDump, pod, service, snapshotOf } from './fixtures/objects.ts';
import { ipCacheOf } from './ip-cache.ts';

const host = namespaceDump('host', {
  addresses: [
    { line: 1, device: 'eth1', family: 4, address: '192.168.0.1', prefixLength: 24, scope: 'global', flags: [] },
    { line: 2, device: 'kube-ipvs0', family: 4, address: '10.96.0.10', prefixLength: 32, scope: 'global', flags: [] },
  ],
});
const cache = ipCacheOf(
  snapshotOf(
    {
      nodes: [node('n1', '10.0.0.1')],
      pods: [
        pod('a', '10.244.1.2'),
        pod('agent', '10.0.0.1', { hostNetwork: true }),
        pod('job', '10.244.1.3', { phase: 'Succeeded' }),
        pod('heir', '10.244.1.3'),
        pod('old', '10.244.1.4', { phase: 'Failed' }),
        pod('leaving', '10.244.1.5', { deleted: true }),
        pod('new', '10.244.1.5'),
      ],
      services: [
        service(
          'web',
          { clusterIP: '10.96.0.10', externalIPs: ['198.51.100.1'] },
          { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
        ),
      ],
    },
    [nodeDump('n1', [host])],
  ),
);
const text = (address: string): string => {
  const owner = cache.ownerOf(address);
  if (!owner) return 'nobody';
  return owner.kind === 'pod'
    ? `pod ${owner.pod.name}`
    : owner.kind === 'node'
      ? `node ${owner.node}`
      : `${owner.as} ${owner.service.name}`;
};

describe('IPCache', () => {
  it.each([
    ['running pod', '10.244.1.2', 'pod a'],
    ['a host-network pod is its node', '10.0.0.1', 'node n1'],
    ['a finished pod gave its address away', '10.244.1.3', 'pod heir'],
    ['a failed pod owns nothing', '10.244.1.4', 'nobody'],
    ['of two claims the pod that stays', '10.244.1.5', 'pod new'],
    ['address that only the dump knows', '192.168.0.1', 'node n1'],
    ['cluster address, also where IPVS binds it to a device', '10.96.0.10', 'ClusterIP web'],
    ['external IP', '198.51.100.1', 'ExternalIP web'],
    ['load balancer', '192.0.2.1', 'LoadBalancer web'],
    ['unknown', '8.8.8.8', 'nobody'],
  ])('%s', (_, address, owner) => expect(text(address)).toBe(owner));

  it('remembers who had an address that is free now', () => expect(cache.formerPodAt('10.244.1.4')?.name).toBe('old'));
  it('knows duplicates', () => expect([...cache.duplicates.keys()]).toEqual(['10.244.1.5']));
});
