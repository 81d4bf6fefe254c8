import { expect, test } from 'vitest';
import { askFields, askParams, askProblems, askRequest, fieldsOf } from './askParams.ts';

const full = {
  from: 'pod/shop/client',
  to: 'svc/shop/api',
  port: '80',
  protocol: 'udp',
  size: '4000',
  sourcePort: '5000',
  uid: '0',
  options: { 'calico-pod-mtu': '1450' },
} as const;

test('what the form holds survives the URL', () => {
  expect(askFields(askParams(full))).toEqual(full);
});

test('a question that was asked fills the form again', () => {
  expect(fieldsOf(askRequest(full, 'demo'))).toEqual(full);
});

test('an unknown protocol in a link is tcp', () => {
  expect(askFields(new URLSearchParams('protocol=sctp')).protocol).toBe('tcp');
});

test.each([
  ['complete', {}, []],
  ['no source', { from: ' ' }, ['from']],
  ['no destination', { to: '' }, ['to']],
  ['port 0', { port: '0' }, ['port']],
  ['port too large', { port: '65536' }, ['port']],
  ['no port', { port: '' }, ['port']],
  ['icmp has no port', { port: '', protocol: 'icmp' as const }, []],
  ['letters as size', { size: 'big' }, ['size']],
])('problems: %s', (_why, change, wrong) => {
  expect(Object.keys(askProblems({ ...full, ...change }))).toEqual(wrong);
});
