import type { KubeObject } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../cluster.ts';
import { namespace, pod, policy, snapshotOf } from '../fixtures/objects.ts';
import { createNetworkPolicy } from './network-policy.ts';

const objects = {
  namespaces: [namespace('default', { team: 'a' }), namespace('shop', { team: 'b' })],
  pods: [
    pod('client', '10.244.1.2', { labels: { app: 'client' } }),
    pod('web', '10.244.2.2', {
      node: 'n2',
      labels: { app: 'web', tier: 'front' },
      ports: [{ name: 'http', containerPort: 8080 }],
    }),
    pod('other', '10.244.3.2', { namespace: 'shop', labels: { app: 'client' }, node: 'n3' }),
    pod('hostnet', '10.0.0.1', { hostNetwork: true, labels: { app: 'client' } }),
  ],
};
const toWeb = { podSelector: { matchLabels: { app: 'web' } } };
const ingress = (...rules: readonly unknown[]) => policy('p', { ...toWeb, policyTypes: ['Ingress'], ingress: rules });
const egress = (...rules: readonly unknown[]) =>
  policy('e', { podSelector: { matchLabels: { app: 'client' } }, policyTypes: ['Egress'], egress: rules });

function allowed(
  policies: readonly KubeObject[],
  source: string,
  port = 8080,
  protocol = 'tcp',
  destination = 'default/web',
): boolean {
  const cluster = clusterOf(snapshotOf({ ...objects, networkpolicies: policies }));
  const from = cluster.podsByKey.get(source);
  const to = cluster.podsByKey.get(destination);
  return createNetworkPolicy(cluster).evaluate({
    source: { address: from?.addresses[0] ?? source, pod: from, node: from?.node },
    destination: { address: to?.addresses[0] ?? destination, pod: to, node: to?.node },
    protocol,
    port,
  }).allowed;
}
const client = { podSelector: { matchLabels: { app: 'client' } } };
const inShop = { namespaceSelector: { matchLabels: { team: 'b' } } };

describe('NetworkPolicy', () => {
  it.each([
    ['no policy', [], 'default/client', true],
    ['selected and no rule: denied', [ingress()], 'default/client', false],
    ['an empty rule allows all', [ingress({})], 'default/client', true],
    ['empty from allows all', [ingress({ from: [] })], '203.0.113.9', true],
    [
      'empty podSelector selects all',
      [policy('all', { podSelector: {}, policyTypes: ['Ingress'] })],
      'default/client',
      false,
    ],
    [
      'policy of another namespace',
      [policy('p', { podSelector: {}, policyTypes: ['Ingress'] }, 'shop')],
      'default/client',
      true,
    ],
    ['pod selector means the own namespace', [ingress({ from: [client] })], 'default/client', true],
    ['and not another one', [ingress({ from: [client] })], 'shop/other', false],
    ['namespace selector', [ingress({ from: [inShop] })], 'shop/other', true],
    ['both in one peer: and', [ingress({ from: [{ ...client, ...inShop }] })], 'shop/other', true],
    ['both in one peer, namespace wrong', [ingress({ from: [{ ...client, ...inShop }] })], 'default/client', false],
    ['two peers: or', [ingress({ from: [client, inShop] })], 'default/client', true],
    ['empty namespace selector: all namespaces', [ingress({ from: [{ namespaceSelector: {} }] })], 'shop/other', true],
    ['but not the world', [ingress({ from: [{ namespaceSelector: {} }] })], '203.0.113.9', false],
    [
      'name label of namespaces',
      [ingress({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }] })],
      'shop/other',
      true,
    ],
    [
      'union: second policy allows',
      [ingress(), policy('q', { ...toWeb, ingress: [{ from: [client] }] })],
      'default/client',
      true,
    ],
    ['ipBlock', [ingress({ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] })], '203.0.113.9', true],
    [
      'ipBlock except',
      [ingress({ from: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.8/29'] } }] })],
      '203.0.113.9',
      false,
    ],
    [
      'matchExpressions In',
      [
        ingress({
          from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['x', 'client'] }] } }],
        }),
      ],
      'default/client',
      true,
    ],
    [
      'matchExpressions NotIn',
      [
        ingress({
          from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['client'] }] } }],
        }),
      ],
      'default/client',
      false,
    ],
    [
      'matchExpressions Exists',
      [ingress({ from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }] })],
      'default/client',
      true,
    ],
    [
      'matchExpressions DoesNotExist',
      [ingress({ from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }] })],
      'default/client',
      false,
    ],
    ['a host-network pod is no pod to selectors', [ingress({ from: [client] })], 'default/hostnet', false],
    [
      'a host-network pod is its address',
      [ingress({ from: [{ ipBlock: { cidr: '10.0.0.1/32' } }] })],
      'default/hostnet',
      true,
    ],
    [
      'policies do not select host-network pods',
      [policy('e', { podSelector: {}, policyTypes: ['Egress'] })],
      'default/hostnet',
      true,
    ],
    ['egress denied', [egress()], 'default/client', false],
    [
      'egress allowed to the pod',
      [egress({ to: [{ podSelector: { matchLabels: { app: 'web' } } }] })],
      'default/client',
      true,
    ],
    ['both ends must allow', [egress({}), ingress()], 'default/client', false],
    [
      'egress without policyTypes, with rules',
      [policy('e', { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '1.1.1.1/32' } }] }] })],
      'default/client',
      false,
    ],
    [
      'without policyTypes and egress: ingress only',
      [policy('e', { podSelector: { matchLabels: { app: 'client' } } })],
      'default/client',
      true,
    ],
    [
      'unknown operator selects nothing',
      [policy('e', { podSelector: { matchExpressions: [{ key: 'a', operator: 'Like' }] }, policyTypes: ['Ingress'] })],
      'default/client',
      true,
    ],
  ] as const)('%s', (_, policies, source, expected) =>
    expect(allowed(policies as readonly KubeObject[], source)).toBe(expected),
  );

  it.each([
    ['number', [{ port: 8080 }], 8080, 'tcp', true],
    ['other number', [{ port: 81 }], 8080, 'tcp', false],
    ['range, first', [{ port: 8000, endPort: 8080 }], 8000, 'tcp', true],
    ['range, last', [{ port: 8000, endPort: 8080 }], 8080, 'tcp', true],
    ['beyond the range', [{ port: 8000, endPort: 8079 }], 8080, 'tcp', false],
    ['name of the container port', [{ port: 'http' }], 8080, 'tcp', true],
    ['name, other number', [{ port: 'http' }], 8081, 'tcp', false],
    ['protocol alone', [{ protocol: 'UDP' }], 53, 'udp', true],
    ['TCP is the default protocol', [{ port: 53 }], 53, 'udp', false],
    ['one of several', [{ port: 1 }, { port: 8080 }], 8080, 'tcp', true],
  ] as const)('ports: %s', (_, ports, port, protocol, expected) =>
    expect(allowed([ingress({ ports })], 'default/client', port, protocol)).toBe(expected),
  );

  it('reads an ingress rule without ports for ICMP', () =>
    expect(allowed([ingress({ ports: [{ port: 8080 }] })], 'default/client', 0, 'icmp')).toBe(false));
});
