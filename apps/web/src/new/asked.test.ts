import { expect, test } from 'vitest';
import { asked, typedAsked } from './asked.ts';

test.each([
  ['a pod with its kind', 'pod/shop/api-2', 'pod', 'shop/api-2'],
  ['a pod as the CLI also takes it', 'shop/api-2', 'pod', 'shop/api-2'],
  ['a service', 'svc/shop/api', 'service', 'shop/api'],
  ['a node', 'node/worker-1', 'node', 'worker-1'],
  ['IPv4', '10.96.0.1', 'address', '10.96.0.1'],
  ['IPv6', 'fd00::1', 'address', 'fd00::1'],
  ['IPv4 in IPv6', '::ffff:10.0.0.1', 'address', '::ffff:10.0.0.1'],
  ['a DNS name', 'api.shop.svc.cluster.local', 'name', 'api.shop.svc.cluster.local'],
  ['a kind without a name is only a name', 'pod', 'name', 'pod'],
])('%s', (_why, text, kind, label) => {
  expect(asked(text)).toEqual({ kind, label });
});

test.each([
  ['nothing typed', '  ', undefined],
  ['several words are a search', 'shop api', undefined],
  ['an address', ' 10.0.0.1 ', 'address'],
  ['anything else is a name', 'api', 'name'],
])('typed: %s', (_why, text, kind) => {
  expect(typedAsked(text)?.kind).toBe(kind);
});
